import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Point } from '../../../reports/tradeoff/results.ts'
import { crossingsOf } from './crossing.ts'

const levels = [
  { name: 'single', baseline: 'single' },
  { name: 'on', baseline: 'single' },
]

/** Points of a level whose ratios at these round trips are these, give or take `wide`. */
function crossing(ratios: Record<number, number>, wide = 1) {
  const points = Object.entries(ratios).map(([rttMs, value]) => ({
    level: 'on',
    rttMs: Number(rttMs),
    clients: 1,
    ratio: { value, from: value / wide, to: value * wide },
  }))
  const [found, ...more] = crossingsOf(levels, points as Point[])
  assert.deepEqual(more, [])
  return found
}

test('between two round trips it is where a commit takes twice as long as the single server’s', () => {
  // 1 ms by itself: with a round trip of 5 ms 6 ms, and 2 ms with 1 ms.
  assert.equal(crossing({ 0: 1, 5: 1 / 6 }).atMs, 1)
})

test('the ends of the intervals cross sooner and later', () => {
  const { fromMs, atMs, toMs } = crossing({ 0: 0.9, 2: 0.6, 5: 0.3, 10: 0.2 }, 1.3)
  assert.ok(fromMs! < atMs! && atMs! < toMs!, JSON.stringify({ fromMs, atMs, toMs }))
})

test('it is at the least round trip where even that has less, and nowhere where none has', () => {
  assert.equal(crossing({ 0: 0.4, 5: 0.1 }).atMs, 0)
  const { atMs, fromMs } = crossing({ 0: 0.9, 5: 0.6 }, 1.3)
  assert.equal(atMs, undefined)
  assert.ok(fromMs! > 0)
})

test('one round trip tells nothing of where it is', () => {
  assert.equal(crossing({ 0: 0.4 }), undefined)
})
