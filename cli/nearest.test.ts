import assert from 'node:assert/strict'
import { test } from 'node:test'
import { nearest, unknownName } from './nearest.ts'

const known = [
  'kill-primary',
  'kill-standby',
  'pause-primary',
  'pause-standby',
  'partition-primary',
]

test('the likeliest is first, and at most three are told', () => {
  assert.deepEqual(nearest('kill-primari', known)[0], 'kill-primary')
  assert.deepEqual(nearest('set2', ['get', 'set']), ['set', 'get'])
  assert.equal(nearest('primary', known).length, 3)
})

test('a shortened name is near, and case is none of the difference', () => {
  assert.deepEqual(nearest('partition', known), ['partition-primary'])
  assert.deepEqual(nearest('KILL-PRIMARY', known)[0], 'kill-primary')
})

test('what is like nothing gets no suggestion, but the list', () => {
  assert.deepEqual(nearest('xyz', known), [])
  assert.match(
    unknownName('fault', 'xyz', known).message,
    /There is no fault "xyz": there are kill-primary, /,
  )
})
