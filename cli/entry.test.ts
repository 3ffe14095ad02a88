import assert from 'node:assert/strict'
import { test } from 'node:test'
import { entry } from './entry.ts'

test('what is said of a name stands beside it, and hangs where it takes several lines', () => {
  assert.deepEqual(entry('kill', 6, 'everything on a node dies', 24), [
    '  kill    everything on',
    '          a node dies',
  ])
  assert.deepEqual(entry('', 6, ':by=proxy', 24), ['          :by=proxy'])
})

test('where names leave too little room it stands below them', () => {
  assert.deepEqual(entry('partition-half', 14, 'two halves', 24), [
    '  partition-half',
    '      two halves',
  ])
})
