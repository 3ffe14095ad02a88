import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Positions } from './positions.ts'

test('a lag is since the last question whose answer the other one has had', async () => {
  const positions = new Positions()
  const note = (lsnBytes: number) => positions.note(async () => lsnBytes)
  const beganMs = performance.now()
  assert.equal(await note(100), 100)
  await note(200)
  const newest = positions.lagAt(200)!.seconds
  const oldest = positions.lagAt(150)!.seconds
  assert.ok(oldest >= newest)
  assert.ok(oldest * 1000 <= performance.now() - beganMs)
  assert.equal(positions.lagAt(99), undefined)
})

test('a question that nobody answers is none, and another primary’s answers are forgotten', async () => {
  const positions = new Positions()
  await assert.rejects(
    positions.note(() => Promise.reject(new Error('late'))),
    /late/,
  )
  assert.equal(positions.lagAt(Infinity), undefined)
  await positions.note(async () => 100)
  positions.forget()
  assert.equal(positions.lagAt(Infinity), undefined)
})
