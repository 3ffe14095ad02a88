import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { Fault } from './fault.ts'
import type { Operation } from '../history/operation.ts'
import { oneAtATime } from './one-at-a-time.ts'
import { defaultPolicy } from './operator.ts'
import { randomFrom, type Random } from './random.ts'
import { carryOut, leastTimeMs, plan, type Planned, type ScheduleOptions } from './schedule.ts'
import type { Cluster } from './topology.ts'

const named = (name: string): Fault => ({
  name,
  needs: [],
  inject: async () => ({ nodes: ['n1'], undo: async () => {} }),
})

test('a plan goes through the faults in order, inside the limit, each undone before the next begins', () => {
  const faults = fc.array(fc.string().map(named), { maxLength: 12 })
  const limit = fc.integer({ min: 3_000, max: 86_400_000 })
  fc.assert(
    fc.property(faults, limit, fc.nat(), (list, limitMs, seed) => {
      const planned = plan(list, limitMs, randomFrom(seed))
      assert.deepEqual(
        planned.map(({ fault }) => fault),
        list,
      )
      let before = limitMs / 4
      for (const { injectAtMs, undoAtMs } of planned) {
        assert.ok(injectAtMs >= before)
        assert.ok(undoAtMs > injectAtMs)
        before = undoAtMs
      }
      assert.ok(before < limitMs)
    }),
  )
})

test('a plan is the same for the same seed, and another for another one', () => {
  const faults = [named('kill-primary'), named('pause-standby')]
  const times = (seed: number) =>
    plan(faults, 60_000, randomFrom(seed)).map(({ injectAtMs }) => injectAtMs)
  assert.deepEqual(times(7), times(7))
  assert.notDeepEqual(times(7), times(8))
})

const worst = { float: () => 1 - Number.EPSILON } as Random

test('in the least time every fault is in force until the operator must have acted, and in less time not', () => {
  const policies = fc.record({
    intervalMs: fc.integer({ min: 1, max: 5_000 }),
    timeoutMs: fc.integer({ min: 1, max: 5_000 }),
    failures: fc.integer({ min: 1, max: 10 }),
  })
  const faults = fc.array(fc.string().map(named), { minLength: 1, maxLength: 12 })
  fc.assert(
    fc.property(policies, faults, (policy, list) => {
      const { intervalMs, timeoutMs, failures } = policy
      const neededMs = failures * (intervalMs + timeoutMs) + timeoutMs
      const leastMs = leastTimeMs(list, policy)
      const inForceMs = (limitMs: number) =>
        plan(list, limitMs, worst).map(({ injectAtMs, undoAtMs }) => undoAtMs - injectAtMs)
      assert.ok(inForceMs(leastMs).every((ms) => ms > neededMs - 1e-3))
      assert.ok(inForceMs(0.99 * leastMs).every((ms) => ms < neededMs))
    }),
  )
})

test('without faults no time is too short, and the usual operator needs 7.3 s for each', () => {
  const six = Array.from({ length: 6 }, () => ({ leadMs: 0 }))
  assert.equal(leastTimeMs([], defaultPolicy), 0)
  assert.equal(Math.round(leastTimeMs(six.slice(0, 1), defaultPolicy)), 7_259)
  assert.equal(Math.round(leastTimeMs(six, defaultPolicy)), 43_556)
  assert.equal(Math.round(leastTimeMs([...six.slice(1), { leadMs: 400 }], defaultPolicy)), 50_667)
})

/** A schedule whose faults note what happens to them. */
function begin() {
  const seen: string[] = []
  const operations: Pick<Operation, 'type' | 'kind' | 'f' | 'value'>[] = []
  const over = new AbortController()
  const undos = new AsyncDisposableStack()
  const options: ScheduleOptions = {
    context: {
      cluster: { heal: async () => {} } as unknown as Cluster,
      random: randomFrom(1),
      now: () => 0,
    },
    record: ({ type, kind, f, value }) => operations.push({ type, kind, f, value }),
    exclusively: oneAtATime(),
    undos,
  }
  const fault = (name: string, during: () => void = () => {}): Fault => ({
    ...named(name),
    async inject() {
      seen.push(name)
      during()
      return { nodes: ['n1'], undo: async () => void seen.push(`undo ${name}`) }
    },
  })
  return { seen, operations, over, undos, options, fault }
}

const at = (fault: Fault, injectAtMs: number, undoAtMs: number): Planned => ({
  fault,
  injectAtMs,
  undoAtMs,
})

const HOURS = 3_600_000

test('every fault is injected and undone once, in order, and recorded', async () => {
  const { seen, operations, over, undos, options, fault } = begin()
  await carryOut([at(fault('a'), 0, 1), at(fault('b'), 2, 3)], options, over.signal)
  await undos.disposeAsync()
  assert.deepEqual(seen, ['a', 'undo a', 'b', 'undo b'])
  assert.deepEqual(operations.slice(0, 4), [
    { type: 'invoke', kind: 'fault', f: 'a', value: {} },
    { type: 'ok', kind: 'fault', f: 'a', value: { nodes: ['n1'] } },
    { type: 'invoke', kind: 'undo', f: 'undo a', value: { nodes: ['n1'] } },
    { type: 'ok', kind: 'undo', f: 'undo a', value: { nodes: ['n1'] } },
  ])
})

test('what is in force at the end is left to the stack of undos', { timeout: 5_000 }, async () => {
  const { seen, over, undos, options, fault } = begin()
  const planned = [
    at(
      fault('a', () => over.abort()),
      0,
      HOURS,
    ),
    at(fault('b'), HOURS, HOURS),
  ]
  await carryOut(planned, options, over.signal)
  assert.deepEqual(seen, ['a'])
  await undos.disposeAsync()
  assert.deepEqual(seen, ['a', 'undo a'])
})

test('nothing is injected after the end', async () => {
  const { seen, options, fault } = begin()
  await carryOut([at(fault('a'), 0, 1)], options, AbortSignal.abort())
  assert.deepEqual(seen, [])
})

test('an injection that throws is recorded as info, and ends the schedule', async () => {
  const { seen, operations, over, options, fault } = begin()
  const broken = fault('a', () => {
    throw new Error('no such link')
  })
  await assert.rejects(
    carryOut([at(broken, 0, 1), at(fault('b'), 2, 3)], options, over.signal),
    /no such link/,
  )
  assert.deepEqual(seen, ['a'])
  assert.deepEqual(
    operations.map(({ type, f }) => [type, f]),
    [
      ['invoke', 'a'],
      ['info', 'a'],
    ],
  )
})

test('an injection that outlives the run is taken back at once', async () => {
  const { seen, over, undos, options, fault } = begin()
  await undos.disposeAsync()
  const planned = [
    at(
      fault('a', () => over.abort()),
      0,
      HOURS,
    ),
  ]
  await carryOut(planned, options, over.signal)
  assert.deepEqual(seen, ['a', 'undo a'])
})

test('an undo waits until nobody else rebuilds the cluster', async () => {
  const { seen, over, options, fault } = begin()
  const { promise: failover, resolve } = Promise.withResolvers<void>()
  void options.exclusively(async () => {
    await failover
    seen.push('failover')
  })
  const done = carryOut([at(fault('a'), 0, 0)], options, over.signal)
  setTimeout(resolve, 10)
  await done
  assert.deepEqual(seen, ['a', 'failover', 'undo a'])
})
