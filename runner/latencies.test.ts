import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Latencies } from './latencies.ts'

function of(...values: number[]): Latencies {
  const latencies = new Latencies()
  for (const value of values) latencies.record(value)
  return latencies
}

test('percentiles are those of the values, to a thousandth', () => {
  const latencies = of(...Array.from({ length: 1000 }, (_, i) => (i + 1) * 1e5))
  for (const [percent, truth] of [
    [50, 5e7],
    [99, 9.9e7],
    [100, 1e8],
  ])
    assert.ok(Math.abs(latencies.percentileNs(percent) / truth - 1) < 0.001, `${percent}`)
})

test('a histogram that was kept and read again is the same, and two add up', () => {
  const kept = Latencies.from(of(100, 2e6, 3e9).encoded())
  kept.add(of(5e5))
  assert.equal(kept.count, 4)
  assert.ok(Math.abs(kept.maxNs / 3e9 - 1) < 0.001)
})

test('beyond an hour counts as an hour, and what is no number is refused', () => {
  assert.ok(of(1e15).maxNs < 3.61e12)
  assert.throws(() => of(Number.NaN), TypeError)
})
