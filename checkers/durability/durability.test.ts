import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { History } from '../../runner/history/history.ts'
import { simulateFailover } from '../availability/simulated.ts'
import { assertLaws } from '../laws.ts'
import { durability } from './durability.ts'

const check = (operations: Parameters<typeof History.from>[0]) =>
  durability().check(History.from(operations), {})

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
  assert.equal(result.lost, 30)
  assert.deepEqual(result.rpo, { writes: 30, seconds: 0.29, walBytes: null })
  assert.deepEqual(result.lostWindow, { firstNs: 1.702e9, lastNs: 1.992e9 })
  assert.equal(result.holes, 0)
  assert.deepEqual(result.lostWrites[0].faults, ['kill'])
  assert.deepEqual(result.lostWrites[0].acknowledged, { timeNs: 1.702e9, node: 'n1' })
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
      assert.equal(check(operations).lost, lost.length)
      assertLaws(durability(), operations, { needsFinalRead: true })
    }),
    { numRuns: 30 },
  )
})
