import assert from 'node:assert/strict'
import { test } from 'node:test'
import { plainTable } from './plain-table.ts'

const table = {
  head: ['Fault', 'Lost', 'What it was'],
  rows: [['kill-primary', '12', 'kill -9 of everything that runs on a node']],
  right: [1],
  wraps: 2,
}

test('one column gives way where the table is wider than the terminal', () => {
  assert.equal(
    plainTable({ ...table, width: 80 }),
    'Fault         Lost  What it was\nkill-primary    12  kill -9 of everything that runs on a node',
  )
  assert.deepEqual(plainTable({ ...table, width: 42 }).split('\n'), [
    'Fault         Lost  What it was',
    'kill-primary    12  kill -9 of everything',
    '                    that runs on a node',
  ])
})

test('where no table fits each row is told in words', () => {
  assert.deepEqual(plainTable({ ...table, width: 34 }).split('\n'), [
    'Fault kill-primary, Lost 12,',
    '  What it was kill -9 of',
    '  everything that runs on a node',
  ])
})
