import assert from 'node:assert/strict'
import { test } from 'node:test'
import { columnsOf } from './columns.ts'

test('a line is as wide as the terminal, as COLUMNS in a pipe, and 80 where nobody says', () => {
  assert.equal(columnsOf({ columns: 60 }, { COLUMNS: '90' }), 60)
  assert.equal(columnsOf({}, { COLUMNS: '90' }), 90)
  assert.equal(columnsOf({}, {}), 80)
  assert.equal(columnsOf({ columns: 0 }, { COLUMNS: 'many' }), 80)
})

test('no line is too long to be read, and none too short to hold a word', () => {
  assert.equal(columnsOf({ columns: 240 }, {}), 100)
  assert.equal(columnsOf({ columns: 5 }, {}), 40)
})
