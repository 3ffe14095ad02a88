import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { test } from 'node:test'
import { isOrphaned, ownerOf, thisOwner } from './owner.ts'

const change = (place: number, word: string) => thisOwner().split('/').with(place, word).join('/')

test('a live harness is no orphan maker', () => {
  assert.equal(isOrphaned(thisOwner()), false)
})

test('a dead harness left orphans', async () => {
  const child = spawn('sleep', ['60'])
  const owner = ownerOf(child.pid!)
  assert.equal(isOrphaned(owner), false)
  child.kill('SIGKILL')
  await once(child, 'exit')
  assert.equal(isOrphaned(owner), true)
})

test('another process that was given the number since is not the harness', () => {
  assert.equal(isOrphaned(change(2, '1')), true)
})

test('another host’s harness is never judged from here, whatever is said of it', () => {
  assert.equal(isOrphaned(change(0, 'elsewhere')), false)
  assert.equal(isOrphaned('elsewhere/999999999/1'), false)
})

test('what is no owner’s mark is left alone', () => {
  for (const mark of ['', 'host', change(1, 'x'), change(1, '')])
    assert.equal(isOrphaned(mark), false)
})
