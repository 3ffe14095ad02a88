import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Arrivals } from './arrivals.ts'
import { randomFrom } from './random.ts'

const RATE = 200

/** A clock that is far ahead of every planned time, so that nothing is waited for. */
const late = (): number => 1e18

async function planned(clock: () => number, count: number, seed = 1): Promise<number[]> {
  // The plan begins at the clock's first answer, whatever it says later.
  let first = true
  const arrivals = new Arrivals(RATE, randomFrom(seed), () => {
    const now = first ? 0 : clock()
    first = false
    return now
  })
  const all: number[] = []
  for (let i = 0; i < count; i++) all.push(await arrivals.next(new AbortController().signal))
  return all
}

test('planned times do not depend on how busy everybody is', async () => {
  let now = 0
  const busyAtTimes = () => (now += 1e9)
  assert.deepEqual(await planned(late, 50), await planned(busyAtTimes, 50))
})

test('gaps are those of a Poisson process: their mean and their deviation are one over the rate', async () => {
  const times = await planned(late, 20_000)
  const gaps = times.map((time, i) => (time - (times[i - 1] ?? 0)) / 1e9)
  const mean = gaps.reduce((a, b) => a + b) / gaps.length
  const variance = gaps.reduce((sum, gap) => sum + (gap - mean) ** 2, 0) / gaps.length
  assert.ok(Math.abs(mean * RATE - 1) < 0.05, `mean ${mean}`)
  assert.ok(Math.abs(Math.sqrt(variance) * RATE - 1) < 0.05, `deviation ${Math.sqrt(variance)}`)
  assert.ok(gaps.every((gap) => gap >= 0))
})

test('two that wait at the same time have different planned times', async () => {
  const arrivals = new Arrivals(RATE, randomFrom(3), () => 0)
  const over = AbortSignal.abort()
  const times = await Promise.all([arrivals.next(over), arrivals.next(over), arrivals.next(over)])
  assert.deepEqual(
    times.toSorted((a, b) => a - b),
    times,
  )
  assert.equal(new Set(times).size, 3)
})

test('the end of the load ends the wait', { timeout: 5_000 }, async () => {
  const over = new AbortController()
  const waiting = new Arrivals(1e-3, randomFrom(1), () => 0).next(over.signal)
  over.abort()
  await waiting
})
