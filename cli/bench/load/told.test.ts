import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Latencies } from '../../../runner/latencies.ts'
import type { Loaded } from '../../../scenarios/load/asked.ts'
import { loadJson, loadText, shortfallOf } from './told.ts'

const title = { subject: 'one server', mix: 'select-only', clients: 8, by: 'our client' }

function loaded(more: Partial<Loaded> = {}): Loaded {
  const latencies = new Latencies()
  for (let i = 1; i <= 1000; i++) latencies.record(i * 1e4)
  const figures = { seconds: 2, transactions: 1000, failed: {}, processorSeconds: 0.03 }
  return { ...figures, latencies, ...more }
}

test('a load is told with its rate, its latencies and what it took of the processor', () => {
  const text = loadText(title, loaded({ failed: { '40001': 3 } }))
  assert.match(text, /^select-only on one server, 8 clients, one after another, by our client$/m)
  assert.match(text, /1,000 transactions in 2\.0 s: 500 a second/)
  assert.match(text, /rolled back by the server: 3 with 40001/)
  assert.match(text, /p50 5\.00 ms, p95 9\.50 ms, p99 9\.90 ms, .*max 10\.0 ms/)
  assert.match(text, /30\.0 µs of processor time each/)
  assert.doesNotMatch(text, /later than planned|not reached/)
})

test('where nothing was done nothing is told of how long it took', () => {
  const none = loaded({ transactions: 0, latencies: new Latencies() })
  assert.doesNotMatch(loadText(title, none), /latency|NaN|Infinity/)
})

test('a program gets the histogram too', () => {
  const { latencyNs, perSecond } = loadJson(title, loaded()) as {
    latencyNs: { histogram: string }
    perSecond: number
  }
  assert.equal(perSecond, 500)
  assert.equal(Latencies.from(latencyNs.histogram).count, 1000)
})

test('a rate that was not reached is told with the one that was', () => {
  const short = shortfallOf({ rate: 5000 }, loaded({ notBegun: 9000 }))
  assert.match(short!, /not reached: 500 a second of 5,000, and 90\.0 % of what was planned never/)
  assert.match(shortfallOf({ rate: 5000 }, loaded())!, /500 a second of 5,000/)
})

test('what chance leaves out is no shortfall, and without a rate there is none', () => {
  assert.equal(shortfallOf({ rate: 500 }, loaded({ notBegun: 4 })), undefined)
  assert.equal(shortfallOf({ rate: 510 }, loaded()), undefined)
  assert.equal(shortfallOf({}, loaded()), undefined)
})
