import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Progress } from './progress.ts'

const at = (atMs: number, seqno: number, origin = 1) => ({ origin, atMs, lsnBytes: atMs, seqno })

test('whoever has applied a SYNC has what was seen before that was made, and not what was seen with it', () => {
  const progress = new Progress()
  for (const moment of [at(100, 7), at(200, 7), at(300, 8), at(400, 9)]) progress.note(moment)
  assert.equal(progress.reached(1, 8)?.atMs, 200)
  assert.equal(progress.reached(1, 9)?.atMs, 300)
  assert.equal(progress.reached(1, 7), undefined)
})

test('an origin whose daemon makes no SYNC makes nobody look as if there were nothing to fetch', () => {
  const progress = new Progress()
  for (const moment of [at(100, 7), at(200, 8), at(5000, 8), at(9000, 8)]) progress.note(moment)
  assert.equal(progress.reached(1, 8)?.atMs, 100)
})

test('another origin counts for itself', () => {
  const progress = new Progress()
  for (const moment of [at(100, 7), at(200, 3, 2), at(300, 8)]) progress.note(moment)
  assert.equal(progress.reached(2, 5)?.atMs, 200)
  assert.equal(progress.reached(1, 8)?.atMs, 100)
  assert.equal(progress.reached(3, 9), undefined)
})
