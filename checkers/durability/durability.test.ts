import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { History } from '../../history/history.ts'
import type { Operation } from '../../history/operation.ts'
import { withValues } from '../availability/testing/interleaved.ts'
import { fault, inOrder, simulateFailover } from '../availability/testing/simulated.ts'
import { assertLaws } from '../laws.ts'
import { durability } from './durability.ts'
import { asLists, dishonestSetHistories, setHistories } from './testing/generated.ts'
import { tried } from '../../history/tried.fixture.ts'

const check = (operations: Operation[]) => durability().check(History.from(operations), {})
const names = (operations: Operation[]) => check(operations).anomalies.map(({ name }) => name)

/** An operation in two lines: a process, its action, how it ended, when, and the value that it ended with. */
const op = (
  process: number,
  f: string,
  type: 'ok' | 'fail' | 'info',
  [fromMs, toMs]: [number, number],
  value: unknown,
  node?: string,
): Omit<Operation, 'index'>[] => [
  { process, type: 'invoke', f, value: f === 'read' ? null : value, timeNs: fromMs * 1e6, node },
  { process, type, f, value, timeNs: toMs * 1e6, node },
]

test('a failover to a lagging standby: the lost writes and the RPO are exact', () => {
  const { operations, lost } = simulateFailover({
    killedMs: 2000,
    effectMs: 0,
    promotedMs: 1500,
    lagMs: 300,
    endMs: 6000,
  })
  const result = check(operations)
  assert.equal(result.verdict, 'fail')
  assert.deepEqual(
    result.lostWrites.map(({ element }) => element),
    lost,
  )
  assert.equal(result.acknowledged, 450)
  assert.equal(result.kept, 420)
  assert.equal(result.lost, 30)
  assert.equal(result.absent, 150)
  assert.deepEqual(result.rpo, { writes: 30, seconds: 0.29, walBytes: null })
  assert.deepEqual(result.lostWindow, { firstNs: 1.702e9, lastNs: 1.992e9 })
  assert.equal(result.holes, 0)
  assert.deepEqual(result.lostWrites[0].faults, ['kill'])
  assert.deepEqual(result.lostWrites[0].acknowledged, { timeNs: 1.702e9, node: 'n1' })
  assert.deepEqual(result.lostWrites[0].firstMissing, { timeNs: 6.02e9, node: null })
})

test('a run of any such cluster obeys the laws, and loses exactly what was lost', () => {
  const outage = fc.record({
    killedMs: fc.integer({ min: 0, max: 300 }),
    effectMs: fc.integer({ min: 0, max: 100 }),
    promotedMs: fc.integer({ min: 110, max: 300 }),
    lagMs: fc.integer({ min: 0, max: 100 }),
    endMs: fc.integer({ min: 500, max: 600 }),
  })
  fc.assert(
    fc.property(outage, (parameters) => {
      const { operations, lost } = simulateFailover(parameters)
      const result = check(operations)
      assert.equal(result.lost, lost.length)
      assert.equal(result.rpo!.writes, lost.length)
      const lostMs = lost.length > 0 ? (lost.at(-1)! - lost[0]) * 10 : 0
      assert.ok(Math.abs(result.rpo!.seconds - lostMs / 1000) < 1e-9)
      assert.equal(result.holes, 0)
      assertLaws(durability(), operations, { needsFinalRead: true })
    }),
    { numRuns: tried(30) },
  )
})

test('an honest set loses nothing, whatever nobody knows of', () => {
  fc.assert(
    fc.property(setHistories(), (operations) => {
      const result = check(operations)
      assert.equal(result.verdict, result.acknowledged > 0 ? 'pass' : 'unknown')
      assert.deepEqual([result.lost, result.stale, result.unexpected], [0, 0, 0])
      assertLaws(durability(), operations, { needsFinalRead: true })
    }),
  )
})

test('what the last read lacks is lost if it was acknowledged, and only then', () => {
  fc.assert(
    fc.property(dishonestSetHistories(), (operations) => {
      const result = check(operations)
      // Without nodes, the last read alone decides.
      const last = operations.at(-1)!.value as unknown[]
      const of = (type: string) =>
        operations.filter((o) => o.f === 'add' && o.type === type).map(({ value }) => value)
      const lost = of('ok').filter((element) => !last.includes(element))
      assert.deepEqual(
        result.lostWrites.map(({ element }) => element),
        lost,
      )
      assert.equal(result.acknowledged, result.kept + result.lost!)
      assert.equal(result.recovered + result.absent, of('invoke').length - of('ok').length)
      assert.equal(result.recovered, last.filter((element) => !of('ok').includes(element)).length)
      assert.equal(result.verdict, lost.length > 0 ? 'fail' : result.verdict)
    }),
  )
})

test('lists are judged as sets are', () => {
  fc.assert(
    fc.property(dishonestSetHistories(), (operations) => {
      const ofSet = check(operations)
      const ofList = check(asLists(operations))
      for (const count of [
        'acknowledged',
        'kept',
        'lost',
        'stale',
        'resurrected',
        'holes',
      ] as const)
        assert.equal(ofList[count], ofSet[count], count)
      assert.deepEqual(ofList.rpo, ofSet.rpo)
    }),
  )
})

test('planted defects are named, and counted', () => {
  fc.assert(
    fc.property(setHistories(), fc.nat(), (operations, pick) => {
      const last = operations.at(-1)!
      const kept = operations
        .filter(({ f, type }) => f === 'add' && type === 'ok')
        .map(({ value }) => value)
      fc.pre(kept.length > 0)
      const victim = kept[pick % kept.length]
      const planted = (change: (values: unknown[]) => unknown[]) =>
        withValues(operations, ({ index, value }) =>
          index === last.index ? change(value as unknown[]) : value,
        )
      const dropped = planted((values) => values.filter((value) => value !== victim))
      assert.deepEqual([names(dropped)[0], check(dropped).lost], ['lost write', 1])
      const doubled = planted((values) => [...values, victim])
      assert.deepEqual([names(doubled), check(doubled).duplicated], [['duplicate element'], 1])
      const foreign = planted((values) => [...values, 'foreign'])
      assert.deepEqual([names(foreign), check(foreign).unexpected], [['unexpected element'], 1])
      for (const defect of [dropped, doubled, foreign])
        assertLaws(durability(), defect, { needsFinalRead: true })
    }),
    { numRuns: tried(50) },
  )
})

test('an element that is seen, missing and seen again is kept, and said to be resurrected', () => {
  const result = check(
    inOrder([
      ...op(0, 'add', 'ok', [0, 1], 7),
      ...op(1, 'read', 'ok', [2, 3], [7]),
      ...op(1, 'read', 'ok', [4, 5], []),
      ...op(1, 'read', 'ok', [6, 7], [7]),
    ]),
  )
  assert.equal(result.verdict, 'pass')
  assert.deepEqual([result.kept, result.stale, result.resurrected], [1, 1, 1])
  assert.equal(
    result.reason,
    '1 writes went missing and were back later: 7 was missing at 0.005 s and there at 0.007 s.',
  )
})

test('what came back does not hide the reason of a failure', () => {
  const { verdict, resurrected, reason } = check(
    inOrder([
      ...op(0, 'add', 'ok', [0, 1], 7),
      ...op(1, 'read', 'ok', [2, 3], [7]),
      ...op(1, 'read', 'ok', [4, 5], []),
      ...op(1, 'read', 'ok', [6, 7], [7, 7]),
    ]),
  )
  assert.deepEqual([verdict, resurrected, reason], ['fail', 1, undefined])
})

test('a lost write is told from acknowledgement to absence, with the faults between', () => {
  const {
    lostWrites: [story],
    anomalies: [{ summary }],
  } = check(
    inOrder([
      fault('invoke', 'slow disk', 0, { nodes: ['n1'] }),
      fault('ok', 'slow disk', 1, { nodes: ['n1'] }),
      fault('invoke', 'undo slow disk', 2, { nodes: ['n1'] }),
      fault('ok', 'undo slow disk', 3, { nodes: ['n1'] }),
      ...op(0, 'add', 'ok', [4, 5], 7, 'n1'),
      ...op(1, 'read', 'ok', [6, 7], [7], 'n2'),
      fault('invoke', 'kill', 8, { nodes: ['n1'] }),
      fault('ok', 'kill', 9, { nodes: ['n1'] }),
      ...op(1, 'read', 'ok', [10, 11], [], 'n3'),
      ...op(1, 'read', 'ok', [12, 13], [], 'n2'),
    ]),
  )
  assert.deepEqual(story.acknowledged, { timeNs: 5e6, node: 'n1' })
  assert.deepEqual(story.lastSeen, { timeNs: 7e6, node: 'n2' })
  assert.deepEqual(story.firstMissing, { timeNs: 11e6, node: 'n3' })
  assert.deepEqual(story.faults, ['kill'])
  assert.equal(
    summary,
    '1 of 1 acknowledged writes are gone: 7 was acknowledged at 0.005 s on n1, last read at 0.007 s on n2, ' +
      'and missing at 0.011 s on n3, with kill in between.',
  )
})

test('a read that overlaps the last sighting may have come before it', () => {
  const [{ firstMissing }] = check(
    inOrder([
      ...op(0, 'add', 'ok', [0, 1], 7),
      ...op(1, 'read', 'ok', [2, 9], [7]),
      ...op(2, 'read', 'ok', [4, 5], []),
      ...op(2, 'read', 'ok', [10, 11], []),
    ]),
  ).lostWrites
  assert.equal(firstMissing.timeNs, 11e6)
})

test('a lost write is a hole when a later one of the same node survived and no fault came between', () => {
  const crash = (atMs: number) => [
    fault('invoke', 'kill', atMs, { nodes: ['n1'] }),
    fault('ok', 'kill', atMs, { nodes: ['n1'] }),
  ]
  const adds = [...op(0, 'add', 'ok', [0, 1], 1, 'n1'), ...op(0, 'add', 'ok', [3, 4], 2, 'n1')]
  const read = op(1, 'read', 'ok', [8, 9], [2])
  const holed = inOrder([...adds, ...crash(6), ...read])
  assert.equal(check(holed).holes, 1)
  assert.deepEqual(names(holed), ['lost write', 'hole'])
  assertLaws(durability(), holed, { needsFinalRead: true })
  assert.equal(check(inOrder([...adds, ...crash(2), ...read])).holes, 0)
  const elsewhere = adds.map((line) => (line.value === 2 ? { ...line, node: 'n2' } : line))
  assert.equal(check(inOrder([...elsewhere, ...crash(6), ...read])).holes, 0)
})

test('a survivor of the same line was acknowledged before any fault event, and to detect is none', () => {
  const lost = op(0, 'add', 'ok', [0, 1], 1, 'n1')
  const survivor = op(0, 'add', 'ok', [3, 6], 2, 'n1')
  const read = op(1, 'read', 'ok', [8, 9], [2])
  const event = (name: string, atMs: number) => [
    fault('invoke', name, atMs, null),
    fault('ok', name, atMs, null),
  ]
  const holes = (...events: Omit<Operation, 'index'>[]) =>
    check(inOrder([...lost, ...survivor, ...read, ...events])).holes
  assert.deepEqual([holes(...event('detect', 2)), holes(...event('kill', 5))], [1, 0])
})

test('each crash of a fault that has several begins a line anew', () => {
  const adds = [...op(0, 'add', 'ok', [0, 1], 1, 'n1'), ...op(0, 'add', 'ok', [3, 4], 2, 'n1')]
  const read = op(1, 'read', 'ok', [8, 9], [2])
  const moment = (f: string) =>
    (['invoke', 'ok'] as const).map((type) => ({
      ...fault(type, f, 2, { node: 'n1', struckAtNs: 2e6 }),
      kind: 'observed' as const,
    }))
  const holes = (f: string) => check(inOrder([...adds, ...moment(f), ...read])).holes
  assert.deepEqual([holes('crash'), holes('mode')], [0, 1])
})

test('another node speaks for a write only since the last write and the last fault event', () => {
  const partial = (...events: Omit<Operation, 'index'>[]) => {
    const { lost, partial: elsewhere } = check(
      inOrder([
        ...op(0, 'add', 'ok', [0, 1], 1, 'n1'),
        ...op(1, 'read', 'ok', [4, 5], [1], 'n2'),
        ...op(2, 'read', 'ok', [8, 9], [], 'n1'),
        ...events,
      ]),
    )
    return [lost, elsewhere]
  }
  assert.deepEqual(partial(), [0, 1])
  assert.deepEqual(partial(...op(3, 'add', 'info', [6, 7], 2)), [1, 0])
  assert.deepEqual(partial(fault('invoke', 'kill', 6, null)), [1, 0])
  assert.deepEqual(partial(fault('invoke', 'undo kill', 10, null)), [0, 1])
})

test('an element that was tried again is one element, acknowledged when any attempt was', () => {
  const result = check(
    inOrder([
      ...op(0, 'add', 'info', [0, 1], 1),
      ...op(1, 'add', 'ok', [2, 3], 1),
      ...op(2, 'read', 'ok', [4, 5], []),
    ]),
  )
  assert.deepEqual([result.acknowledged, result.lost], [1, 1])
  assert.equal(result.lostWindow!.firstNs, 3e6)
})

test('WAL bytes are the difference that a failover recorded', () => {
  const { operations } = simulateFailover({
    killedMs: 100,
    effectMs: 0,
    promotedMs: 200,
    lagMs: 20,
    endMs: 600,
  })
  const value = { from: 'n1', to: 'n2', fromLsnBytes: 5000, toLsnBytes: 4200 }
  const recorded = operations.map((o) => (o.f === 'failover' ? { ...o, value } : o))
  assert.equal(check(recorded).rpo!.walBytes, 800)
  const ahead = operations.map((o) =>
    o.f === 'failover' ? { ...o, value: { ...value, toLsnBytes: 6000 } } : o,
  )
  assert.equal(check(ahead).rpo!.walBytes, 0)
})

test('nothing passes for want of an acknowledged write or of a last read', () => {
  const adds = op(0, 'add', 'ok', [0, 1], 1)
  const read = (values: number[], node?: string) => op(1, 'read', 'ok', [4, 5], values, node)
  const lost = (...lines: Omit<Operation, 'index'>[][]) => check(inOrder(lines.flat()))
  const cases = [
    lost(op(0, 'add', 'info', [0, 1], 1), read([1])),
    lost(adds),
    lost(adds, op(1, 'read', 'ok', [0, 5], [1])),
    lost(adds, op(1, 'read', 'fail', [4, 5], null)),
    lost(adds, read([1], 'n1'), op(2, 'read', 'ok', [6, 7], [], 'n2')),
  ]
  assert.deepEqual(
    cases.map(({ verdict, lost: count, reason }) => [verdict, count, reason]),
    [
      ['unknown', 0, 'No write was acknowledged.'],
      ['unknown', null, 'Nothing was read after the last write had ended.'],
      ['unknown', null, 'Nothing was read after the last write had ended.'],
      ['unknown', null, 'Nothing was read after the last write had ended.'],
      [
        'unknown',
        0,
        '1 acknowledged writes are not in the last read, but another node showed them.',
      ],
    ],
  )
  assert.equal(cases[1].rpo, null)
})

test('a set by other names is judged as one, and what else was read is no part of it', () => {
  const named = durability({ add: 'transfer', read: 'ledger' })
  const transfer = (id: number) => ({ id, payer: 1, payee: 2, amount: 3 })
  const judge = (...ledger: unknown[]) =>
    named.check(
      History.from(
        inOrder([
          ...op(0, 'transfer', 'ok', [0, 1], transfer(0)),
          ...op(1, 'transfer', 'ok', [2, 3], transfer(1)),
          ...op(2, 'read', 'ok', [4, 5], { 1: 10, 2: 10 }),
          ...op(3, 'ledger', 'ok', [6, 7], ledger),
        ]),
      ),
      {},
    )
  assert.equal(judge(transfer(0), transfer(1)).verdict, 'pass')
  assert.deepEqual(
    judge(transfer(0)).lostWrites.map(({ element }) => element),
    [transfer(1)],
  )
  const changed = judge(transfer(0), { ...transfer(1), amount: 4 })
  assert.deepEqual(
    changed.anomalies.map(({ name }) => name),
    ['lost write', 'unexpected element'],
  )
})
