import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { History } from '../../history/history.ts'
import type { EventKind } from '../../history/events.ts'
import type { Operation } from '../../history/operation.ts'
import { assertLaws } from '../laws.ts'
import { availability } from './availability.ts'
import { fault, inOrder, simulateFailover } from './testing/simulated.ts'

type Line = Omit<Operation, 'index'>

const check = (lines: Line[]) => availability().check(History.from(inOrder(lines)), {})

/** An operation in two lines. */
const op = (
  process: number,
  f: string,
  type: 'ok' | 'fail' | 'info',
  [fromMs, toMs]: [number, number],
  error?: string,
): Line[] => [
  { process, type: 'invoke', f, value: null, timeNs: fromMs * 1e6 },
  { process, type, f, value: null, timeNs: toMs * 1e6, error },
]
const injection = (name: string, fromMs: number, toMs = fromMs, nodes = ['n1']): Line[] => [
  fault('invoke', name, fromMs, { nodes }),
  fault('ok', name, toMs, { nodes }),
]

test('where parts are away one by one, the service is back when the last of them is', () => {
  const write = (key: number, type: 'ok' | 'fail', ms: number): Line[] =>
    op(key, 'write', type, [ms, ms + 1], type === 'fail' ? '08001 gone' : undefined).map(
      (each) => ({ ...each, key }),
    )
  const lines = [
    ...[write(1, 'ok', 10), write(2, 'ok', 10)].flat(),
    ...injection('kill-n1', 1000),
    ...[write(1, 'fail', 1100), write(2, 'ok', 1200), write(1, 'ok', 4000)].flat(),
  ]
  const history = History.from(inOrder(lines))
  const of = (key: number) => (row: number) => history.keys[history.key[row]] === key
  const rto = (keys: number[]) =>
    availability({ parts: () => keys.map(of) }).check(history, {}).faults[0].rtoSeconds
  assert.equal(rto([]), 0.201)
  assert.equal(rto([1, 2]), 3.001)
  assert.equal(rto([2, 3]), 0.201)
})

test('a failover: failure, detection, RTO and recovery are exact', () => {
  const { operations } = simulateFailover({
    killedMs: 2000,
    effectMs: 0,
    promotedMs: 1500,
    lagMs: 0,
    endMs: 6000,
  })
  const result = check(operations)
  assert.equal(result.verdict, 'pass')
  assert.deepEqual(result.faults, [
    {
      fault: 'kill',
      nodes: ['n1'],
      startNs: 2e9,
      struckNs: 2e9,
      endNs: null,
      firstFailureSeconds: 0.002,
      detectionSeconds: 0.5,
      promotionSeconds: 1.4995,
      rtoSeconds: 1.502,
      outageSeconds: 1.51,
      recoverySeconds: 1.502,
    },
  ])
  assert.equal(result.longestWriteGapSeconds, 1.502)
  assert.equal(result.longestReadGapSeconds, 0.01)
  assert.deepEqual(
    result.errors.map(({ error, count }) => [error, count]),
    [['ECONNRESET', 150]],
  )
})

test('times count from the blow where it is told, and clients’ own outage stands beside them', () => {
  const { operations } = simulateFailover({
    killedMs: 2000,
    effectMs: 0,
    promotedMs: 1500,
    lagMs: 0,
    endMs: 6000,
  })
  const [end] = operations.filter(({ f, type }) => f === 'kill' && type === 'ok')
  end.value = { nodes: ['n1'], struckAtNs: 2.4e9 }
  const [impact] = check(operations).faults
  const { startNs, struckNs, rtoSeconds, detectionSeconds, outageSeconds } = impact
  assert.deepEqual(
    { startNs, struckNs, rtoSeconds, detectionSeconds, outageSeconds },
    {
      startNs: 2e9,
      struckNs: 2.4e9,
      rtoSeconds: 1.102,
      detectionSeconds: 0.1,
      outageSeconds: 1.51,
    },
  )
})

test('an observed change of roles is no fault, and its own is no undo of one', () => {
  const event = (type: 'invoke' | 'ok', f: string, atMs: number, kind: EventKind) => ({
    ...fault(type, f, atMs, { nodes: ['n1'] }),
    kind,
  })
  const lines = [
    ...(['invoke', 'ok'] as const).map((type) => event(type, 'leader changed', 1000, 'observed')),
    ...(['invoke', 'ok'] as const).map((type) => event(type, 'kill', 2000, 'fault')),
    ...(['invoke', 'ok'] as const).map((type) => event(type, 'undo kill', 3000, 'undo')),
  ]
  const { faults } = check(lines.map((line, index) => ({ ...line, index })))
  assert.deepEqual(
    faults.map(({ fault: name, endNs }) => [name, endNs]),
    [['kill', 3e9]],
  )
})

test('RTO and first failure are exact for any outage', () => {
  const outage = fc.record({
    killedMs: fc.integer({ min: 0, max: 1000 }),
    effectMs: fc.integer({ min: 0, max: 300 }),
    promotedMs: fc.integer({ min: 350, max: 900 }),
    lagMs: fc.constant(0),
    endMs: fc.integer({ min: 2500, max: 3000 }),
  })
  const tick = (ms: number) => Math.ceil(ms / 10) * 10
  fc.assert(
    fc.property(outage, (parameters) => {
      const { killedMs, effectMs, promotedMs } = parameters
      const { operations } = simulateFailover(parameters)
      const [{ rtoSeconds, firstFailureSeconds }] = check(operations).faults
      // Writes begin every 10 ms and take 2: the first to fail is the first to end once the effect is there.
      const failedMs = tick(killedMs + effectMs - 2) + 2
      const backMs = tick(killedMs + promotedMs) + 2
      assert.ok(Math.abs(firstFailureSeconds! - (failedMs - killedMs) / 1000) < 1e-9)
      assert.ok(Math.abs(rtoSeconds! - (backMs - killedMs) / 1000) < 1e-9)
      assertLaws(availability(), operations, { needsFinalRead: true })
    }),
    { numRuns: 20 },
  )
})

test('a stall without a single failure: what was invoked before the fault was in force proves nothing', () => {
  const [pause] = check([
    ...op(0, 'write', 'ok', [0, 10]),
    ...injection('pause', 100, 110),
    ...op(0, 'write', 'ok', [105, 112]),
    ...op(1, 'write', 'ok', [111, 5000]),
  ]).faults
  assert.equal(pause.firstFailureSeconds, null)
  assert.equal(pause.rtoSeconds, 4.9)
})

test('an answer of the database is no outage: a compare that did not match, a conflict', () => {
  const after = (error: string) =>
    check([
      ...injection('slow', 0),
      ...op(0, 'cas', 'fail', [1, 2]),
      ...op(1, 'write', 'fail', [3, 4], error),
      ...op(2, 'write', 'ok', [5, 6]),
    ]).faults.map(({ firstFailureSeconds, rtoSeconds }) => [firstFailureSeconds, rtoSeconds])
  for (const error of ['40001 could not serialize access', '1213 Deadlock found'])
    assert.deepEqual(after(error), [[null, 0.006]], error)
  for (const error of ['57P03 the database system is starting up', '1047 WSREP has not prepared'])
    assert.deepEqual(after(error), [[0.004, 0.006]], error)
})

test('failures belong to the latest fault, unless that came before the earlier one was in force', () => {
  const lines = (secondMs: number) => [
    ...op(0, 'write', 'ok', [0, 1]),
    ...injection('slow', 10, 20),
    ...op(0, 'write', 'ok', [21, 22]),
    ...injection('kill', secondMs, secondMs + 1),
    ...op(1, 'write', 'info', [200, 210], '57P01 terminating connection'),
    ...op(2, 'write', 'ok', [300, 310]),
  ]
  const rtos = (secondMs: number) => check(lines(secondMs)).faults.map((f) => f.rtoSeconds)
  assert.deepEqual(rtos(110), [0.012, 0.2])
  assert.deepEqual(rtos(15), [0.3, 0.295])
})

test('detection is for a node of the fault; undo ends the fault that it names, on its nodes', () => {
  const { faults } = check([
    ...op(0, 'write', 'ok', [0, 1]),
    ...injection('cut', 10, 11, ['n1']),
    ...injection('detect', 20, 20, ['n2']),
    ...injection('detect', 30, 30, ['n1']),
    ...injection('cut', 40, 41, ['n2']),
    ...injection('undo cut', 50, 51, ['n2']),
    ...injection('undo cut', 60, 61, ['n1']),
    ...op(0, 'write', 'ok', [70, 71]),
  ])
  assert.deepEqual(
    faults.map(({ nodes, detectionSeconds, endNs }) => [nodes, detectionSeconds, endNs]),
    [
      [['n1'], 0.02, 61e6],
      [['n2'], null, 51e6],
    ],
  )
})

test('an injection that certainly failed is no fault', () => {
  const lines = [
    ...op(0, 'write', 'ok', [0, 1]),
    fault('invoke', 'kill', 2, null),
    fault('fail', 'kill', 3, null),
  ]
  assert.deepEqual(check(lines).faults, [])
})

test('recovery waits for nine tenths of the calm throughput, and needs a second of calm to know it', () => {
  const every = (fromMs: number, toMs: number, stepMs: number, process: number) =>
    Array.from({ length: (toMs - fromMs) / stepMs }, (_, i) =>
      op(process, 'write', 'ok', [fromMs + i * stepMs, fromMs + i * stepMs + 1]),
    ).flat()
  const ramp = (startMs: number) => [
    ...every(startMs, 3000, 10, 0),
    ...injection('kill', 3000),
    ...every(5000, 7000, 20, 1),
    ...every(7000, 9000, 10, 2),
  ]
  // A second that begins at 6.8 s holds 10 writes of the slow kind and 80 of the fast one.
  assert.equal(check(ramp(0)).faults[0].recoverySeconds, 3.801)
  assert.equal(check(ramp(2500)).faults[0].recoverySeconds, null)
})

test('a gap is a wait, not a pause in the load', () => {
  const { longestWriteGapSeconds, longestReadGapSeconds } = check([
    ...op(0, 'add', 'ok', [0, 10]),
    ...op(0, 'txn', 'ok', [5000, 5010]),
    ...op(1, 'add', 'info', [6000, 6500]),
    ...op(2, 'add', 'ok', [7000, 7010]),
    ...op(0, 'add', 'fail', [8000, 8010], 'ECONNREFUSED'),
    ...op(0, 'add', 'fail', [9000, 9900], 'ECONNREFUSED'),
  ])
  assert.equal(longestWriteGapSeconds, 1.9)
  assert.equal(longestReadGapSeconds, null)
})

test('who never ends no longer waits', () => {
  const { longestWriteGapSeconds } = check([
    op(0, 'add', 'info', [0, 1])[0],
    ...op(1, 'add', 'ok', [10, 20]),
    ...op(1, 'add', 'ok', [9000, 9010]),
  ])
  assert.equal(longestWriteGapSeconds, 0.02)
})

test('a fault that comes twice is undone twice', () => {
  const { faults } = check([
    ...op(0, 'write', 'ok', [0, 1]),
    ...[10, 30].flatMap((atMs) => [...injection('cut', atMs), ...injection('undo cut', atMs + 10)]),
    ...op(0, 'write', 'ok', [70, 71]),
  ])
  assert.deepEqual(
    faults.map(({ startNs, endNs }) => [startNs, endNs]),
    [
      [10e6, 20e6],
      [30e6, 40e6],
    ],
  )
})

test('a transaction without a write is a read', () => {
  const txn = (fromMs: number, toMs: number, value: unknown): Line[] =>
    op(0, 'txn', 'ok', [fromMs, toMs]).map((line) => ({ ...line, value }))
  const { longestWriteGapSeconds, longestReadGapSeconds } = check([
    ...txn(0, 10, [['r', 'x', null]]),
    ...txn(20, 50, [['append', 'x', 1]]),
  ])
  assert.deepEqual([longestReadGapSeconds, longestWriteGapSeconds], [0.01, 0.03])
})

test('a look at a bank’s ledger is a read', () => {
  const { longestWriteGapSeconds, longestReadGapSeconds } = check([
    ...op(0, 'ledger', 'ok', [0, 10]),
    ...op(0, 'transfer', 'ok', [20, 50]),
  ])
  assert.deepEqual([longestReadGapSeconds, longestWriteGapSeconds], [0.01, 0.03])
})

test('errors are told by class, over time', () => {
  const { errors, bucketNs, throughput } = check([
    ...op(0, 'write', 'fail', [0, 10], 'connect ECONNREFUSED 127.0.0.1:5433'),
    ...op(0, 'write', 'fail', [20, 350], 'connect ECONNREFUSED 127.0.0.1:5434'),
    ...op(0, 'write', 'info', [360, 370], '57P01 terminating connection'),
    ...op(1, 'write', 'fail', [380, 390], 'took 12 ms too long'),
    ...op(1, 'write', 'fail', [391, 392], '1213 Deadlock found'),
  ])
  assert.equal(bucketNs, 1e8)
  assert.deepEqual(errors, [
    { error: 'ECONNREFUSED', count: 2, series: [1, 0, 0, 1] },
    { error: '57P01', count: 1, series: [0, 0, 0, 1] },
    { error: 'took … ms too long', count: 1, series: [0, 0, 0, 1] },
    { error: '1213', count: 1, series: [0, 0, 0, 1] },
  ])
  assert.deepEqual(throughput, [
    { timeNs: 0, ok: 0, fail: 1, info: 0 },
    { timeNs: 1e8, ok: 0, fail: 0, info: 0 },
    { timeNs: 2e8, ok: 0, fail: 0, info: 0 },
    { timeNs: 3e8, ok: 0, fail: 3, info: 1 },
  ])
})

test('it is unknown whether it works when no write was acknowledged, at all or after a fault', () => {
  const never = check(op(0, 'write', 'info', [0, 1]))
  assert.deepEqual([never.verdict, never.reason], ['unknown', 'No write was ever acknowledged.'])
  const stuck = check([...op(0, 'write', 'ok', [0, 1]), ...injection('kill', 2)])
  assert.equal(stuck.verdict, 'unknown')
  assert.match(stuck.reason!, /kill on n1/)
})
