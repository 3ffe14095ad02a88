import assert from 'node:assert/strict'
import { test } from 'node:test'
import { untried } from './series.ts'

test('one seed of all comes before the next, of what is asked for and was not tried', () => {
  const asked = { isMeant: (name: string) => name !== 'c', seeds: 2 }
  const has = (name: string, seed: number) => name === 'b' && seed === 1000
  const turns = untried(['a', 'b', 'c'], (each) => each, asked, { has })
  assert.deepEqual(
    turns.map(({ each, seed }) => `${each} ${seed}`),
    ['a 1000', 'a 1001', 'b 1001'],
  )
})
