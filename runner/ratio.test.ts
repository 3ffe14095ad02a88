import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ratioOf } from './ratio.ts'

test('pairs that are alike have a ratio of 1, and no doubt', () => {
  assert.deepEqual(
    ratioOf([
      [10, 10],
      [200, 200],
    ]),
    { ratio: 1, from: 1, to: 1 },
  )
})

test('what both of a pair had in common plays no part, and the interval is Student’s', () => {
  const { ratio, from, to } = ratioOf([
    [100, 90],
    [10, 10],
    [50, 55],
  ])
  // Logarithms −0.1054, 0 and 0.0953: mean −0.00335, deviation 0.10038, t 4.303 for 2 degrees of freedom.
  assert.equal(ratio.toFixed(4), '0.9967')
  assert.equal(from.toFixed(3), '0.777')
  assert.equal(to.toFixed(3), '1.279')
})
