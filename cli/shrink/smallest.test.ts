import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Attempts } from './attempts.ts'
import type { Part } from './parts.ts'
import { smallest } from './smallest.ts'

const delay = { fault: 'delay-clients', at: '1s' }
const [cut, kill] = ['cut-operator', 'kill-primary'].map((fault) => ({ fault }))
const whole = [delay, { sequence: [cut, kill] }]

/** Runs that fail where these faults are, and at most so many. */
function runsOf(guilty: string[], budget = 100) {
  const over = new AbortController().signal
  const fails = async (parts: readonly Part[]) =>
    guilty.every((fault) => parts.some(({ step }) => 'fault' in step && step.fault === fault))
  return new Attempts<readonly Part[]>({ fails, repeat: 2, budget, over })
}

test('the steps that a failure needs are found, with how often they fail', async () => {
  const told: number[] = []
  const found = await smallest(whole, runsOf(['kill-primary']), (steps) => told.push(steps))
  assert.deepEqual(found, { schedule: [kill], steps: 1, rate: { failed: 2, of: 2 } })
  assert.equal(told.at(-1), 1)
})

test('of those that are needed together the order stays', async () => {
  const found = await smallest(whole, runsOf(['cut-operator', 'kill-primary']), () => {})
  assert.deepEqual(found?.schedule, [{ sequence: [cut, kill] }])
})

test('a schedule that fails no more is none', async () => {
  const attempts = runsOf(['promote'])
  assert.equal(await smallest(whole, attempts, () => {}), undefined)
  assert.equal(attempts.made, 2)
})

test('with the budget spent the best so far is told, and its rate', async () => {
  const attempts = runsOf(['delay-clients', 'kill-primary'], 6)
  const found = await smallest(whole, attempts, () => {})
  assert.deepEqual(found, { schedule: whole, steps: 3, rate: { failed: 2, of: 2 } })
  assert.ok(attempts.made <= 6)
})
