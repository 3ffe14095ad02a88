import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Turns } from './turns.ts'

test('commits come one after another, readers between them side by side', async () => {
  const turns = new Turns()
  const seen: string[] = []
  const doing = (name: string) => {
    const { promise, resolve } = Promise.withResolvers<void>()
    const act = async () => {
      seen.push(`${name} begins`)
      await promise
      seen.push(`${name} ends`)
    }
    return { act, finish: resolve }
  }
  const [a, r, s, b] = ['commit a', 'read r', 'read s', 'commit b'].map(doing)
  const all = [turns.alone(a.act), turns.beside(r.act), turns.beside(s.act), turns.alone(b.act)]
  await new Promise(setImmediate)
  assert.deepEqual(seen.splice(0), ['commit a begins'])
  a.finish()
  await new Promise(setImmediate)
  assert.deepEqual(seen.splice(0), ['commit a ends', 'read r begins', 'read s begins'])
  s.finish()
  await new Promise(setImmediate)
  assert.deepEqual(seen.splice(0), ['read s ends'])
  r.finish()
  b.finish()
  await Promise.all(all)
  assert.deepEqual(seen, ['read r ends', 'commit b begins', 'commit b ends'])
})

test('one that fails holds up nobody', async () => {
  const turns = new Turns()
  const failing = async () => {
    throw new Error('refused')
  }
  await assert.rejects(turns.alone(failing), /refused/)
  await assert.rejects(turns.beside(failing), /refused/)
  assert.equal(await turns.alone(async () => 1), 1)
  assert.equal(await turns.beside(async () => 2), 2)
})
