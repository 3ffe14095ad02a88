import assert from 'node:assert/strict'
import { test } from 'node:test'
import { homeOf, officeOf, ownRows } from './offices.ts'

test('each row has one office, negative ones too', () => {
  assert.deepEqual([-2, -1, 0, 1, 2, 3].map(officeOf), [
    'london',
    'paris',
    'london',
    'paris',
    'london',
    'paris',
  ])
  assert.deepEqual(
    [ownRows('london', 'key'), ownRows('paris', 'key')],
    ['(key & 1) = 0', '(key & 1) = 1'],
  )
})

test('a request’s home is that of its key, or else of the row that it adds; of all rows it has none', () => {
  assert.equal(homeOf({ key: 1, value: 2 }), 'paris')
  assert.equal(homeOf({ key: 0, value: [1, 3] }), 'london')
  assert.equal(homeOf({ value: 2 }), 'london')
  assert.equal(homeOf({ value: null }), undefined)
})
