import assert from 'node:assert/strict'
import { test } from 'node:test'
import { cellsMeant, nameOf } from './cells.ts'

test('a comparison is meant by each of its words', () => {
  assert.deepEqual(cellsMeant('direct select-only 8').map(nameOf), ['direct select-only 8'])
  assert.deepEqual(cellsMeant('8 link').map(nameOf), ['link select-only 8', 'link tpcb-like 8'])
  assert.ok(cellsMeant('').length > 10)
})

test('a word that no comparison has is refused with those that there are', () => {
  assert.throws(() => cellsMeant('direct 9'), { code: 'usage', message: /"direct 9"; there are/ })
})
