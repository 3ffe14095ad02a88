import assert from 'node:assert/strict'
import { once } from 'node:events'
import { test } from 'node:test'
import { Alarm } from './alarm.ts'

test('no turns of the event loop are spent on a part of a millisecond, only on its last moment', (t) => {
  t.mock.method(performance, 'now', () => 1_000)
  const turns = t.mock.method(globalThis, 'setImmediate')
  const timers = t.mock.method(globalThis, 'setTimeout')
  const alarm = new Alarm(() => {})
  for (const left of [0.4, 1.2, 0.05]) {
    alarm.set(1_000 + left)
    alarm.clear()
  }
  const waits = timers.mock.calls.map(({ arguments: [, ms] }) => ms)
  assert.deepEqual({ waits, turns: turns.mock.callCount() }, { waits: [1, 2], turns: 1 })
})

test('whoever sets it again when it was early is not early', async () => {
  const rung = new EventTarget()
  const until = performance.now() + 3.3
  const alarm = new Alarm(() => {
    if (performance.now() < until) alarm.set(until)
    else rung.dispatchEvent(new Event('ring'))
  })
  alarm.set(until)
  await once(rung, 'ring')
  assert.ok(performance.now() >= until)
})
