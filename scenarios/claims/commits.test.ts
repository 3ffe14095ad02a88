import assert from 'node:assert/strict'
import { test } from 'node:test'
import { evidenceOf } from '../../runner/evidence.ts'
import { kindByName } from '../../history/events.ts'
import { History } from '../../history/history.ts'
import type { Operation, OpType } from '../../history/operation.ts'
import { commitsWait } from './commits.ts'
import { counted, waitsForAny, waitsForNobody } from './judged.fixture.ts'

const standbys = ['n2', 'n3']
const waits = commitsWait({ mode: waitsForAny, primary: 'n1', standbys, waits: true })
const waitsNot = commitsWait({ mode: waitsForNobody, primary: 'n1', standbys, waits: false })

/** A write of so many seconds from the fault's beginning on, and how it ended. */
interface Write {
  seconds?: number
  /** When it begins. */
  at?: number
  type?: OpType
  node?: string
}

const kindOf = (f: string) => (f === 'mode' ? 'observed' : kindByName(f))

/** A fault from 1 s to 6 s, perhaps another one from a bit later on, and writes that begin at 2 s or when they say. */
function run(fault: string, value: object, names: string, writes: Write[], beside?: string) {
  const events: Omit<Operation, 'index'>[] = []
  const event = (f: string, atSeconds: number, about: object) => {
    for (const type of ['invoke', 'ok'] as const)
      events.push({
        process: 'fault',
        type,
        kind: kindOf(f),
        f,
        value: about,
        timeNs: atSeconds * 1e9,
      })
  }
  const settings = { synchronous_commit: 'on', synchronous_standby_names: names }
  event('mode', 0, { node: 'n1', settings, standbys: { n2: 'quorum', n3: 'quorum' } })
  event(fault, 1, value)
  if (beside !== undefined) event(beside, 1.5, { nodes: ['n3'] })
  event(`undo ${fault}`, 6, value)
  for (const [process, { seconds = 1, at = 2, type = 'info', node = 'n1' }] of writes.entries()) {
    const add = { process, f: 'add', value: process, node }
    events.push({ ...add, type: 'invoke', timeNs: at * 1e9 })
    events.push({ ...add, type, timeNs: (at + seconds) * 1e9 })
  }
  const inOrder = events.toSorted((a, b) => a.timeNs - b.timeNs)
  return evidenceOf(History.from(inOrder.map((each, index) => ({ ...each, index }))))
}

const any = 'ANY 1 (n1, n2, n3)'
const alone = { nodes: ['n1'], lost: ['n1 to n2', 'n3 to n1'] }
const unanswered: Write[] = [{ type: 'info' }, { seconds: 9, type: 'ok' }]

test('a commit that waits while no standby is left holds, and one that returns breaks it', () => {
  const held = waits.decide(counted(0), run('partition-standbys', alone, any, unanswered))
  assert.equal(held.verdict, 'holds', held.reason)
  assert.deepEqual(held.power, { writesWhileAway: 2 })
  const early = run('partition-standbys', alone, any, [...unanswered, { type: 'ok' }])
  const broken = waits.decide(counted(0), early)
  assert.equal(broken.verdict, 'violated')
  assert.match(
    broken.reason,
    /left n1 no standby, 1 of 3 writes were acknowledged, which must wait/,
  )
})

test('commits that hang since before the standbys were away wait too, and prove nothing by a late answer', () => {
  const cut = (writes: Write[]) =>
    waits.decide(counted(0), run('partition-standbys', alone, any, writes))
  const hanging: Write = { at: 0.9, seconds: 9 }
  const held = cut([hanging, hanging])
  assert.deepEqual([held.verdict, held.power], ['holds', { writesWhileAway: 2 }])
  for (const type of ['ok', 'info'] as const)
    assert.equal(cut([{ at: 0.9, seconds: 0.5, type }]).verdict, 'unknown', type)
  assert.equal(cut([hanging, { type: 'ok' }]).verdict, 'violated')
  // Where a commit need not wait, what hangs since before says nothing.
  const killed = run('kill-n2', { nodes: ['n2'] }, any, [hanging])
  assert.equal(waits.decide(counted(0), killed).verdict, 'unknown')
})

test('a commit returns while one of those it may wait for is left', () => {
  const killed = { nodes: ['n2'] }
  const going = waits.decide(counted(0), run('kill-n2', killed, any, [{ type: 'ok' }]))
  assert.equal(going.verdict, 'holds')
  assert.match(going.reason, /only n3, 1 of 1/)
  assert.equal(
    waits.decide(counted(0), run('kill-n2', killed, any, unanswered)).verdict,
    'violated',
  )
})

test('what else was broken may be why a commit hangs, and never why it returns', () => {
  const beside = (writes: Write[], names = any) =>
    waits.decide(counted(0), run('kill-n2', { nodes: ['n2'] }, names, writes, 'drop-slot-n3'))
  assert.equal(beside(unanswered).verdict, 'unknown')
  assert.equal(beside([{ type: 'ok' }]).verdict, 'holds')
  assert.equal(beside([{ type: 'ok' }], 'FIRST 2 (n2, n3)').verdict, 'violated')
  const dropped = { nodes: ['n1', 'n2'], away: ['n2'] }
  const went = (writes: Write[]) =>
    waits.decide(counted(0), run('drop-slot-n2', dropped, 'ANY 1 (n2)', writes)).verdict
  assert.deepEqual([went(unanswered), went([{ type: 'ok' }])], ['holds', 'violated'])
  const alsoAway = (writes: Write[]) =>
    waits.decide(counted(0), run('partition-standbys', alone, any, writes, 'lock-storm-n1')).verdict
  assert.deepEqual([alsoAway(unanswered), alsoAway([{ type: 'ok' }])], ['unknown', 'violated'])
})

test('a primary that is gone itself waits for nobody', () => {
  const all = { nodes: ['n1', 'n2', 'n3'] }
  assert.equal(waits.decide(counted(0), run('pause-all', all, any, unanswered)).verdict, 'unknown')
})

test('as many as the primary names must be left', () => {
  const killed = { nodes: ['n2'] }
  const both = 'FIRST 2 (n2, n3)'
  const decide = (fault: string, value: object, names: string, writes: Write[]) =>
    waits.decide(counted(0), run(fault, value, names, writes)).verdict
  assert.equal(decide('kill-n2', killed, both, unanswered), 'holds')
  assert.equal(decide('kill-n2', killed, both, [{ type: 'ok' }]), 'violated')
  const nextToIt = 'FIRST 1 (n2, n3)'
  assert.equal(decide('kill-n2', killed, nextToIt, [{ type: 'ok' }]), 'holds')
  assert.equal(decide('kill-n2', killed, nextToIt, unanswered), 'violated')
  assert.equal(decide('kill-n2', killed, 'ANY 1 (n2)', unanswered), 'holds')
  assert.equal(decide('pause-n2', killed, nextToIt, unanswered), 'unknown', 'its turn is not over')
})

test('who streams from another standby confirms nothing', () => {
  const cascading = (writes: Write[]) => {
    const evidence = run('kill-n2', { nodes: ['n2'] }, any, writes)
    const [mode] = evidence.modes
    return waits.decide(counted(0), {
      ...evidence,
      modes: [{ ...mode, standbys: { n2: 'quorum' } }],
    })
  }
  assert.equal(cascading(unanswered).verdict, 'holds')
  assert.equal(cascading([{ type: 'ok' }]).verdict, 'violated')
})

test('an asynchronous commit waits for nobody', () => {
  const links = { nodes: ['n1'], links: ['n2-to-n1', 'n3-to-n1'] }
  const going = run('cut-replication', links, '', [{ type: 'ok' }])
  assert.equal(waitsNot.decide(counted(0), going).verdict, 'holds')
  const hanging = run('cut-replication', links, '', unanswered)
  assert.equal(waitsNot.decide(counted(0), hanging).verdict, 'violated')
})

test('by way of a hub a standby is away as well where the hub is, or a way to it', () => {
  const away: [string, object][] = [
    ['kill-archive', { nodes: ['archive'] }],
    ['kill-n2', { nodes: ['n2'] }],
    ['cut-archive', { nodes: ['n1', 'archive'], links: ['n1-to-archive'] }],
    ['partition-n2', { nodes: ['n2'], lost: ['archive to n2'] }],
  ]
  const hubbed = { mode: waitsForNobody, primary: 'n1', standbys: ['n2'], waits: false }
  for (const [fault, value] of away) {
    const going = run(fault, value, '', [{ type: 'ok' }])
    const { decide } = commitsWait({ ...hubbed, hub: 'archive' })
    assert.equal(decide(counted(0), going).verdict, 'holds', fault)
  }
  const { decide } = commitsWait({ ...hubbed, hub: 'archive' })
  for (const value of [{ nodes: ['n1'] }, { nodes: ['n1', 'n2'], links: ['n2-to-n1'] }]) {
    const { verdict } = decide(counted(0), run('cut-or-kill', value, '', unanswered))
    assert.equal(verdict, 'unknown', 'no standby was surely away')
  }
})

test('nothing is said where no write was tried for long, none could arrive, or no standby was surely away', () => {
  const unknown = (fault: string, value: object, writes: Write[]) => {
    const { verdict, reason } = waits.decide(counted(0), run(fault, value, any, writes))
    assert.equal(verdict, 'unknown', reason)
    assert.match(reason, /not put to the test/)
  }
  unknown('partition-standbys', alone, [])
  unknown('partition-standbys', alone, [{ seconds: 0.1 }])
  unknown('partition-standbys', alone, [{ node: 'n2', type: 'ok' }])
  unknown('partition-n1', { ...alone, lost: [...alone.lost, 'clients to n1'] }, unanswered)
  unknown('flap-n2', { nodes: ['n2'] }, unanswered)
  unknown('delay-replication', { nodes: ['n1'], links: ['n2-to-n1'] }, unanswered)
  unknown('bridge-n1', { nodes: ['n1'], lost: ['n2 to n3', 'n3 to n2'] }, unanswered)
})

test('nothing is said of another mode than the one that was in force', () => {
  const { verdict, reason } = waits.decide(
    counted(0),
    run('partition-standbys', alone, '', unanswered),
  )
  assert.equal(verdict, 'unknown')
  assert.match(reason, /not in force/)
})
