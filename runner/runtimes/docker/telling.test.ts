import assert from 'node:assert/strict'
import { test } from 'node:test'
import { telling } from './telling.ts'

test('what takes long is told as it begins and while it goes on, and no more once it failed', async (t) => {
  t.mock.timers.enable({ apis: ['setInterval'] })
  const said: string[] = []
  const { promise, reject } = Promise.withResolvers<never>()
  const work = telling(
    (message) => said.push(message),
    'pulling a',
    () => promise,
  )
  assert.deepEqual(said, ['pulling a'])
  t.mock.timers.tick(30_000)
  assert.equal(said.length, 3)
  assert.match(said[2], /^still pulling a: \d+ s so far$/)
  reject(new Error('no registry'))
  await assert.rejects(work, /no registry/)
  t.mock.timers.tick(30_000)
  assert.equal(said.length, 3)
})
