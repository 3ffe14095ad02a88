import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { spread, ticks } from './scale.ts'

test('ticks are round', () => {
  assert.deepEqual(ticks(0, 30), [0, 5, 10, 15, 20, 25, 30])
  assert.deepEqual(ticks(3.2, 32.2), [5, 10, 15, 20, 25, 30])
  assert.deepEqual(ticks(0, 0.7), [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7])
})

test('ticks are few and inside, whatever the span', () => {
  const from = fc.double({ min: 0, max: 1e5, noNaN: true })
  const length = fc.double({ min: 1e-3, max: 1e5, noNaN: true })
  fc.assert(
    fc.property(from, length, (start, span) => {
      const all = ticks(start, start + span)
      assert.ok(all.length >= 2 && all.length <= 9, String(all))
      for (const tick of all)
        assert.ok(tick >= start - span / 1e3 && tick <= start + span * 1.001, String(tick))
    }),
  )
})

test('numbers keep their distance and their order, and stay where there is room', () => {
  assert.deepEqual(spread([10, 50], 7), [10, 50])
  assert.deepEqual(spread([10, 11, 12], 7), [10, 17, 24])
  assert.deepEqual(spread([99, 100], 8), [88, 96])
  assert.deepEqual(spread([], 7), [])
  const many = spread(
    Array.from({ length: 40 }, (_, i) => 50 + i),
    7,
  )
  assert.ok(many[0] >= 0 && many.at(-1)! <= 100, String(many))
})
