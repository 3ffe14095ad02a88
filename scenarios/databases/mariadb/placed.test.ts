import assert from 'node:assert/strict'
import { test } from 'node:test'
import { placed } from './placed.ts'

test('numbered places become question marks, each with its own value, in the order in which they stand', () => {
  assert.deepEqual(placed('UPDATE t SET a = a - $2 WHERE b = $1 AND a >= $2', [7, 3]), [
    'UPDATE t SET a = a - ? WHERE b = ? AND a >= ?',
    [3, 7, 3],
  ])
})

test('a path in a JSON text is no place', () => {
  assert.deepEqual(placed("JSON_ARRAY_APPEND(list, '$', $1)", [5]), [
    "JSON_ARRAY_APPEND(list, '$', ?)",
    [5],
  ])
})
