import assert from 'node:assert/strict'
import { setImmediate as turn } from 'node:timers/promises'
import { test } from 'node:test'
import { commitWaits, Events, seenSo, writes, type Condition, type Seen } from './condition.ts'
import type { Guarded } from './topology.ts'

/** Waits for a condition of a cluster that is made up, and tells whether it has come true by now. */
function wait(condition: Condition, guarded: Partial<Guarded>[] = []) {
  const events = new Events()
  const over = new AbortController()
  const seen = { events, cluster: { guarded } } as unknown as Seen
  let isTrue = false
  const done = condition.holds(seen, over.signal).then(() => {
    isTrue = true
  })
  const came = async () => {
    for (let i = 0; i < 5; i++) await turn()
    return isTrue
  }
  return { events, over, done, came }
}

test('writes are counted from the begin of the load', async () => {
  const { events, came } = wait(writes('2 acknowledged writes', 2))
  events.write()
  assert.ok(!(await came()))
  events.write()
  assert.ok(await came())
  const late = writes('1 acknowledged writes', 1)
  await late.holds({ events, cluster: {} }, new AbortController().signal)
})

test('each wait for what all nodes are begins anew', async () => {
  const third = seenSo('the third look', () => {
    let looks = 0
    return () => ++looks === 3
  })
  for (let i = 0; i < 2; i++) {
    const { events, came } = wait(third)
    events.look([])
    events.look([])
    assert.ok(!(await came()))
    events.look([])
    assert.ok(await came())
  }
})

test('a commit waits where any primary says so, and one that does not answer says nothing', async () => {
  let waiting = 0
  const dead = { held: () => Promise.reject(new Error('down')) }
  const held = async () => ({ node: 'n1', waiting, lsnBytes: 0 })
  const { done, came } = wait(commitWaits('a commit waits'), [dead, { held }])
  assert.ok(!(await came()))
  waiting = 1
  await done
})

test('whoever waits when the end comes is over then, even if nobody answers', async () => {
  const frozen = [{ held: () => new Promise<never>(() => {}) }]
  const never = [seenSo('never', () => () => false), writes('never', 1)]
  for (const condition of [...never, commitWaits('never')]) {
    const { over, done } = wait(condition, frozen)
    setImmediate(() => over.abort())
    await assert.rejects(done, { name: 'AbortError' })
    await assert.rejects(condition.holds({ events: new Events(), cluster: {} }, over.signal))
  }
})
