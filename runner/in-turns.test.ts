import assert from 'node:assert/strict'
import { test } from 'node:test'
import { inTurns } from './in-turns.ts'

test('each has its turn in each round, and another one begins', async () => {
  const taken: string[] = []
  const turns = await inTurns(['a', 'b', 'c'], 4, async (name, round) => {
    taken.push(name)
    return `${name}${round}`
  })
  assert.equal(taken.join(''), 'abcbcacababc')
  assert.deepEqual(turns.get('b'), ['b0', 'b1', 'b2', 'b3'])
})
