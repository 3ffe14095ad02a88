import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Ask, Work } from './stage.ts'
import { toxicTypes } from './toxics.ts'
import type { Attributes } from './toxics.ts'

interface Bench {
  work: Work
  /** Lengths of what came out. */
  out: number[]
  /** Gives the work a chunk received at `at` and returns what it asks for then. */
  feed(bytes: number, at?: number): Ask
}

function start(type: string, attributes: Attributes): Bench {
  const out: number[] = []
  const work = toxicTypes
    .get(type)!
    .start(({ data }) => out.push(data.length), attributes, { bytes: 0 })
  work.next()
  const feed = (bytes: number, at = 0) => work.next({ data: Buffer.alloc(bytes), at }).value as Ask
  return { work, out, feed }
}

test('latency is uniform in [latency − jitter, latency + jitter), counted from receipt', () => {
  const { work, feed } = start('latency', { latency: 100, jitter: 30 })
  const delays = Array.from({ length: 1000 }, () => {
    const { until } = feed(1, 5000)
    work.next('time')
    return until! - 5000
  })
  assert.ok(Math.min(...delays) >= 70 && Math.max(...delays) < 130)
  // Each of the six bins holds 167 on average; fewer than 80 is a matter of 7 standard deviations.
  for (let low = 70; low < 130; low += 10)
    assert.ok(delays.filter((delay) => delay >= low && delay < low + 10).length > 80)
})

test('a jitter above the latency never sends into the past', () => {
  const { feed } = start('latency', { latency: 0, jitter: 1000 })
  assert.ok(feed(1, 5000).until! >= 5000)
})

test('bandwidth takes 1 ms for `rate` bytes, and 100 ms for a slice', () => {
  const { work, out, feed } = start('bandwidth', { rate: 10 })
  const before = performance.now()
  const { until } = feed(500)
  assert.ok(until! >= before + 50 && until! <= performance.now() + 50)
  work.next('time')
  assert.deepEqual(out, [500])
  const slice = feed(2500).until! - performance.now()
  assert.ok(slice > 0 && slice <= 100)
  work.next('time')
  assert.deepEqual(out, [500, 1000])
})

test('bandwidth 0 or less asks for no time at all', () => {
  for (const rate of [0, -5]) {
    const { work, out, feed } = start('bandwidth', { rate })
    assert.deepEqual(feed(10), {})
    work.return()
    assert.deepEqual(out, [10])
  }
})

test('slicer pieces stay within their bounds and add up', () => {
  for (const sizes of [
    { average_size: 10, size_variation: 0 },
    { average_size: 64, size_variation: 32 },
    { average_size: 0, size_variation: 1 },
    { average_size: 1, size_variation: 500 },
  ]) {
    const { work, out, feed } = start('slicer', { ...sizes, delay: 0 })
    let ask: Ask | void = feed(5000)
    while (ask?.until !== undefined) ask = work.next('time').value
    assert.equal(
      out.reduce((sum, size) => sum + size),
      5000,
    )
    const longest = Math.max(1, sizes.average_size + sizes.size_variation)
    assert.ok(out.every((size) => size > 0 && size <= longest))
  }
})
