import assert from 'node:assert/strict'
import { test } from 'node:test'
import { randomFrom } from '../../../runner/random.ts'
import { meanWithInterval, tailOf } from './bootstrap.ts'

const inOneOf = (figures: number[], seed = 1) => meanWithInterval(figures, randomFrom(seed))

test('figures that are alike leave no doubt, and few leave all', () => {
  const { value, from, to } = inOneOf(Array(6).fill(0.5))
  assert.deepEqual(
    [value, from, to].map((each) => each.toFixed(12)),
    Array(3).fill('0.500000000000'),
  )
  assert.deepEqual(inOneOf([0.25, 1, 0.5, 0.5, 0.5]), { value: 0.5, from: 0, to: Infinity })
})

test('the mean is geometric, for a half and a double are one', () => {
  assert.equal(inOneOf([0.5, 2]).value, 1)
})

test('the same seed draws the same interval', () => {
  assert.deepEqual(inOneOf([1, 2, 3, 4, 5, 6]), inOneOf([1, 2, 3, 4, 5, 6]))
})

test('what spreads more has the wider interval, and more of the same the narrower one', () => {
  const width = (figures: number[]) => {
    const { from, to } = inOneOf(figures)
    return to / from
  }
  assert.ok(width([0.2, 0.8, 0.5, 0.4, 1, 0.6]) > width([0.45, 0.55, 0.5, 0.48, 0.52, 0.5]))
  const some = [0.45, 0.55, 0.5, 0.48, 0.52, 0.5]
  assert.ok(width(some) > width([...some, ...some]))
})

test('the tails are Student’s, by Hesterberg’s formula', () => {
  // Of 10 figures, with t 2.262: the normal distribution's beyond 2.262 √(10 / 9) = 2.3844.
  assert.equal(tailOf(10).toFixed(4), '0.0086')
})

test('nineteen of twenty intervals of six noisy figures hold the truth, or nearly', () => {
  const random = randomFrom(7)
  // A sum of uniform figures is normal enough.
  const normal = () => Array.from({ length: 12 }, () => random.float()).reduce((a, b) => a + b) - 6
  const trials = 100
  let hit = 0
  for (let i = 0; i < trials; i++) {
    const figures = Array.from({ length: 6 }, () => Math.exp(0.2 * normal()))
    const { from, to } = meanWithInterval(figures, randomFrom(i))
    if (from <= 1 && to >= 1) hit++
  }
  assert.ok(hit / trials > 0.9, `${hit} of ${trials}`)
})
