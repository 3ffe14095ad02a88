import assert from 'node:assert/strict'
import { test } from 'node:test'
import { randomFrom, type Random } from '../../../runner/random.ts'
import { exponential, gaussian, uniform, zipfian } from './distributions.ts'

const DRAWS = 20_000

/** How often each of the numbers from 1 to 10 came, of all. */
function shares(draw: (random: Random) => bigint): number[] {
  const random = randomFrom(7)
  const counts = Array<number>(10).fill(0)
  for (let i = 0; i < DRAWS; i++) counts[Number(draw(random)) - 1]++
  return counts.map((count) => count / DRAWS)
}

function assertNear(found: number[], expected: number[]): void {
  assert.equal(found.length, 10, 'a number lies beyond the ends')
  for (const [i, share] of expected.entries())
    assert.ok(Math.abs(found[i] - share) < 0.015, `${i + 1}: ${found[i]} is not ${share}`)
}

const numbers = [...Array(10).keys()]

function inProportion(weights: number[]): number[] {
  const sum = weights.reduce((a, b) => a + b)
  return weights.map((weight) => weight / sum)
}

test('each number comes as often as any other', () => {
  assertNear(
    shares((random) => uniform(1n, 10n, random)),
    Array<number>(10).fill(0.1),
  )
})

test('the whole range of a large one is reached', () => {
  const random = randomFrom(1)
  const drawn = Array.from({ length: 100 }, () => uniform(-(2n ** 52n), 2n ** 52n - 1n, random))
  assert.ok(drawn.some((each) => each < -(2n ** 51n)) && drawn.some((each) => each > 2n ** 51n))
  assert.ok(new Set(drawn.map((each) => each & 1n)).size === 2)
  assert.throws(() => uniform(0n, 2n ** 53n, random), /more than 2\^53/)
})

test('an exponential one falls by its parameter over the range', () => {
  assertNear(
    shares((random) => exponential(1n, 10n, 5, random)),
    inProportion(numbers.map((k) => Math.exp((-5 * k) / 10))),
  )
})

test('a gaussian one has most in the middle, alike to both sides', () => {
  const found = shares((random) => gaussian(1n, 10n, 2.5, random))
  const density = (k: number) => Math.exp(-((((k + 0.5) / 10) * 5 - 2.5) ** 2) / 2)
  assertNear(found, inProportion(numbers.map(density)))
})

test('a zipfian one has the k-th by a power of k', () => {
  assertNear(
    shares((random) => zipfian(1n, 10n, 1.5, random)),
    inProportion(numbers.map((k) => (k + 1) ** -1.5)),
  )
})
