import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { Fault } from './fault.ts'
import { defaultPolicy, detectionMs } from './operator.ts'
import { leastTimeMs, plan } from './plan.ts'
import { randomFrom, type Random } from './random.ts'

const named = (name: string): Fault => ({
  name,
  needs: [],
  inject: async () => ({ nodes: ['n1'], undo: async () => {}, effect: async () => undefined }),
})

test('a plan goes through the faults in order, inside the limit, each undone before the next begins', () => {
  const faults = fc.array(fc.string().map(named), { maxLength: 12 })
  const limit = fc.integer({ min: 3_000, max: 86_400_000 })
  fc.assert(
    fc.property(faults, limit, fc.nat(), (list, limitMs, seed) => {
      const planned = plan(list, limitMs, randomFrom(seed))
      assert.equal(planned.length, list.length)
      let before = limitMs / 4
      for (const { fromMs, toMs } of planned) {
        assert.ok(fromMs >= before)
        assert.ok(toMs > fromMs)
        before = toMs
      }
      assert.ok(before < limitMs)
    }),
  )
})

test('a fault that says itself how long it lasts is taken back then', () => {
  const [{ fromMs, toMs }] = plan([{ ...named('crash'), lastsMs: 100 }], 60_000, randomFrom(7))
  assert.equal(toMs, fromMs + 100)
})

test('what lasts for ever is in force beside all that come after it, and taken back with the last', () => {
  const [lasting, last] = plan(
    [{ ...named('lose-segment'), lastsMs: Infinity }, named('kill-primary')],
    40_000,
    randomFrom(1),
  )
  assert.ok(lasting.fromMs < 25_000)
  assert.equal(lasting.toMs, last.toMs)
  const [brief] = plan([{ ...named('crash-primary'), lastsMs: 100 }], 40_000, randomFrom(1))
  assert.equal(brief.toMs, brief.fromMs + 100)
})

test('a plan is the same for the same seed, and another for another one', () => {
  const faults = [named('kill-primary'), named('pause-standby')]
  const times = (seed: number) => plan(faults, 60_000, randomFrom(seed)).map(({ fromMs }) => fromMs)
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
      const leastMs = leastTimeMs(list, detectionMs(policy))
      const inForceMs = (limitMs: number) =>
        plan(list, limitMs, worst).map(({ fromMs, toMs }) => toMs - fromMs)
      assert.ok(inForceMs(leastMs).every((ms) => ms > neededMs - 1e-3))
      assert.ok(inForceMs(0.99 * leastMs).every((ms) => ms < neededMs))
    }),
  )
})

test('without faults no time is too short, and the usual operator needs 7.3 s for each', () => {
  const usual = detectionMs(defaultPolicy)
  const six = Array.from({ length: 6 }, () => ({ leadMs: 0 }))
  assert.equal(leastTimeMs([], usual), 0)
  assert.equal(Math.round(leastTimeMs(six.slice(0, 1), usual)), 7_259)
  assert.equal(Math.round(leastTimeMs(six, usual)), 43_556)
  assert.equal(Math.round(leastTimeMs([...six.slice(1), { leadMs: 400 }], usual)), 50_667)
})
