import assert from 'node:assert/strict'
import { test } from 'node:test'
import { newSecret, scrub } from './secrets.ts'

test('every secret is another, and none of them is left in what is scrubbed', () => {
  const [one, two] = [newSecret(), newSecret()]
  assert.notEqual(one, two)
  assert.match(one, /^[\w-]{24}$/)
  assert.equal(scrub(`${one}password=${two}, ${one}`), '***password=***, ***')
  assert.equal(scrub('nothing to hide'), 'nothing to hide')
})
