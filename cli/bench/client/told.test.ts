import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Latencies } from '../../../runner/latencies.ts'
import { cellsMeant } from './cells.ts'
import { figuresOf, type Compared } from './measure.ts'
import { boundsOf, comparedJson, comparedTable } from './told.ts'

const figures = (perSecond: number, processorMicrosecondsEach: number) => ({
  perSecond,
  processorMicrosecondsEach,
  p50Ns: 2e5,
  p99Ns: 3e6,
})

function compared(name: string, share: number, spent: number): Compared {
  return {
    cell: cellsMeant(name)[0],
    figures: {
      pgbench: figures(10_000, 9),
      client: figures(10_000 * share, spent),
      recording: figures(9000 * share, spent + 5),
    },
    ofPgbench: { ratio: share, from: share - 0.1, to: share + 0.1 },
    recording: { ratio: 0.9, from: 0.8, to: 1 },
  }
}

const done = [compared('direct select-only 8', 0.8, 30), compared('direct tpcb-like 8', 0.6, 90)]
const failed = [{ cell: cellsMeant('link tpcb-like 8')[0], failed: 'the server was lost' }]

test('a comparison is a line, and what failed is told below', () => {
  const [, first, , fails] = comparedTable(done, failed, 100).split('\n')
  assert.match(first, /^direct select-only 8 +8,000 +0\.80 \(0\.70 to 0\.90\) +0\.90 /)
  assert.match(first, /30\.0, 9\.0 +0\.200, 0\.200 +3\.00, 3\.00$/)
  assert.equal(fails, 'link tpcb-like 8 failed: the server was lost')
})

test('each bound is held or not by what it speaks of, and says nothing of what was not measured', () => {
  assert.deepEqual(
    boundsOf(done).map(({ held }) => held),
    [true, true, true, false],
  )
  assert.deepEqual(
    boundsOf([compared('direct select-only 8', 0.5, 40)]).map(({ held }) => held),
    [false, false, true],
  )
  assert.deepEqual(boundsOf([]), [])
})

test('a program gets names in place of scripts', () => {
  const { done: told } = comparedJson(done, failed) as { done: Record<string, unknown>[] }
  assert.deepEqual(
    told.map(({ way, mix, clients }) => [way, mix, clients]),
    [
      ['direct', 'select-only', 8],
      ['direct', 'tpcb-like', 8],
    ],
  )
})

test('turns count by what they did, not one as much as another', () => {
  const turn = (transactions: number, seconds: number, latencyNs: number) => {
    const latencies = new Latencies()
    for (let i = 0; i < transactions; i++) latencies.record(latencyNs)
    return { seconds, transactions, failed: {}, latencies, processorSeconds: seconds / 10 }
  }
  const { perSecond, processorMicrosecondsEach, p50Ns } = figuresOf([
    turn(900, 1, 1e6),
    turn(100, 1, 9e6),
  ])
  assert.equal(perSecond, 500)
  assert.equal(processorMicrosecondsEach, 200)
  assert.ok(Math.abs(p50Ns / 1e6 - 1) < 0.001)
})
