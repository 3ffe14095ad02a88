import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Progress } from './progress.ts'

const at = (atMs: number, nextTransaction: number, origin = 1) => ({
  origin,
  atMs,
  lsnBytes: atMs,
  nextTransaction,
})

function seen(...moments: ReturnType<typeof at>[]): Progress {
  const progress = new Progress()
  for (const moment of moments) progress.note(moment)
  return progress
}

test('whoever has every transaction below a number has what was seen when that was yet to come', () => {
  const progress = seen(at(100, 700), at(200, 750), at(300, 800), at(400, 900))
  assert.equal(progress.reached(1, 800)?.atMs, 300)
  assert.equal(
    progress.reached(1, 799)?.atMs,
    200,
    'one of those that were over then may be missing',
  )
  assert.equal(progress.reached(1, 699), undefined)
})

test('an origin whose daemon makes no SYNC makes nobody look as if there were nothing to fetch', () => {
  const progress = seen(at(100, 700), at(200, 750), at(5000, 800), at(9000, 900))
  assert.equal(progress.reached(1, 750)?.atMs, 200)
})

test('another origin counts for itself', () => {
  const progress = seen(at(100, 700), at(200, 300, 2), at(300, 800))
  assert.equal(progress.reached(2, 500)?.atMs, 200)
  assert.equal(progress.reached(1, 750)?.atMs, 100)
  assert.equal(progress.reached(3, 900), undefined)
})
