import assert from 'node:assert/strict'
import { setImmediate as turn } from 'node:timers/promises'
import { test } from 'node:test'
import { oneAtATime } from './one-at-a-time.ts'

test('runs one after another, in the order of asking', async () => {
  const exclusively = oneAtATime()
  const seen: string[] = []
  const act = (name: string) => async () => {
    seen.push(`${name} begins`)
    await turn()
    seen.push(`${name} ends`)
    return name
  }
  const results = await Promise.all([exclusively(act('a')), exclusively(act('b'))])
  assert.deepEqual(results, ['a', 'b'])
  assert.deepEqual(seen, ['a begins', 'a ends', 'b begins', 'b ends'])
})

test('one that throws tells whoever asked, and the next has its turn', async () => {
  const exclusively = oneAtATime()
  const failed = exclusively(async () => {
    throw new Error('no standby')
  })
  const next = exclusively(async () => 'done')
  await assert.rejects(failed, /no standby/)
  assert.equal(await next, 'done')
})
