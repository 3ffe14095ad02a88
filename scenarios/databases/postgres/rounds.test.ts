import assert from 'node:assert/strict'
import { test } from 'node:test'
import { inRounds } from './rounds.ts'

test('each meets each other one both ways, and nobody two of them at once', () => {
  for (const [count, rounds] of [
    [2, 2],
    [3, 6],
    [4, 6],
  ]) {
    const met = inRounds(['a', 'b', 'c', 'd'].slice(0, count))
    assert.equal(met.length, rounds)
    for (const round of met) assert.equal(new Set(round.flat()).size, 2 * round.length)
    const pairs = met.flat().map(String)
    assert.equal(new Set(pairs).size, count * (count - 1))
    assert.ok(pairs.every((pair) => new Set(pair.split(',')).size === 2))
  }
})
