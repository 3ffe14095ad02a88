import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import { closedLoop, OpenLoop } from './pace.ts'

const MS = 1e6

/** A clock that is set, and timers that follow it. */
function timeOf(t: TestContext) {
  t.mock.timers.enable({ apis: ['setTimeout'] })
  let now = 0
  return {
    clock: () => now,
    pass(ms: number) {
      for (let i = 0; i < ms; i++) {
        now += MS
        t.mock.timers.tick(1)
      }
    },
  }
}

/** Planned every so many milliseconds. */
function every(ms: number): () => number {
  let planned = 0
  return () => (planned += ms * MS)
}

test('a closed loop begins at once, until its end', () => {
  let now = 0
  const pace = closedLoop(() => now, 10)
  const told: (number | string)[] = []
  const next = () =>
    pace.next(
      (scheduled) => told.push(scheduled),
      () => told.push('over'),
    )
  next()
  now = 9
  next()
  now = 10
  next()
  assert.deepEqual(told, [0, 9, 'over'])
})

test('an open loop waits for what is planned', (t) => {
  const { clock, pass } = timeOf(t)
  const pace = new OpenLoop(every(5), clock, 100 * MS)
  const begun: [number, number][] = []
  pace.next(
    (scheduled) => begun.push([scheduled / MS, clock() / MS]),
    () => assert.fail(),
  )
  pass(4)
  assert.deepEqual(begun, [])
  pass(2)
  assert.deepEqual(begun, [[5, 5]])
})

test('who is late has the planned start all the same, and what a standstill delays is counted', (t) => {
  const { clock, pass } = timeOf(t)
  const pace = new OpenLoop(every(10), clock, 100 * MS)
  const latencies: number[] = []
  const over: number[] = []
  // The server answers in a millisecond, but stands still from 20 to 70.
  const turn = () =>
    pace.next(
      (scheduled) => {
        const begun = clock() / MS
        const takes = begun >= 20 && begun < 70 ? 70 - begun : 1
        setTimeout(() => {
          latencies.push((clock() - scheduled) / MS)
          turn()
        }, takes)
      },
      () => over.push(clock() / MS),
    )
  turn()
  pass(120)
  // Without the planned starts only one of nine would have seen the standstill.
  assert.deepEqual(latencies, [1, 50, 41, 32, 23, 14, 5, 1, 1])
  assert.deepEqual(over, [100])
  assert.equal(pace.notBegun(), 0)
})

test('what is planned beyond what the clients can do is counted as never begun', (t) => {
  const { clock, pass } = timeOf(t)
  const pace = new OpenLoop(every(1), clock, 100 * MS)
  let done = 0
  const turn = () =>
    pace.next(
      () =>
        setTimeout(() => {
          done++
          turn()
        }, 10),
      () => {},
    )
  turn()
  pass(120)
  assert.equal(done, 10)
  assert.equal(done + pace.notBegun(), 99)
})

test('nothing begins once it is stopped, and whoever waits is told', (t) => {
  const { clock } = timeOf(t)
  const pace = new OpenLoop(every(5), clock, 100 * MS)
  let isOver = false
  pace.next(
    () => assert.fail(),
    () => (isOver = true),
  )
  pace.stop()
  assert.ok(isOver)
})
