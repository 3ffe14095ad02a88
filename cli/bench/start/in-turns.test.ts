import assert from 'node:assert/strict'
import { test } from 'node:test'
import { placesMeant } from './in-turns.ts'

test('a place is meant by each of its words, and a word that no place has is refused', () => {
  const names = (only: string) => placesMeant(only).map(({ name }) => name)
  assert.deepEqual(names('hot-standby embedded'), ['hot-standby embedded'])
  assert.deepEqual(names('galera'), ['galera embedded', 'galera docker'])
  assert.throws(() => placesMeant('galeera'), /"galeera"/)
})
