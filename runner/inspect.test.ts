import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { integrity } from '../checkers/integrity/integrity.ts'
import { linearizability } from '../checkers/linearizability/linearizability.ts'
import { latency, type LatencyResult } from '../checkers/latency/latency.ts'
import { History } from '../history/history.ts'
import type { Operation } from '../history/operation.ts'
import { inspect } from './inspect.ts'
import { judge } from './judge.ts'
import type { Inspection } from './topology.ts'

type Line = Omit<Operation, 'index' | 'timeNs'>

const written: Line[] = [
  { process: 0, type: 'invoke', f: 'write', key: 1, value: 7 },
  { process: 0, type: 'ok', f: 'write', key: 1, value: 7 },
  { process: 0, type: 'invoke', f: 'read', key: 1, value: null },
  { process: 0, type: 'ok', f: 'read', key: 1, value: 7 },
]

/** The history of a client and of these inspections after it. */
async function inspected(...inspections: Inspection[]) {
  const lines = [...written]
  await inspect({ inspections: () => inspections }, (line) => void lines.push(line))
  const operations = lines.map((line, index) => ({ ...line, index, timeNs: index * 1e6 }))
  return History.from(operations)
}

const says = (node: string, ...findings: string[]): Inspection => ({
  tool: 'amcheck',
  node,
  look: async () => findings,
})
const judged = (history: History) => integrity().check(history, {})

test('what each node was found to be is in the history, and integrity names the one that is broken', async () => {
  const history = await inspected(says('n1'), says('n2', 'block 3: rotten'), says('n1'))
  const { verdict, anomalies, inspections } = judged(history)
  assert.equal(verdict, 'fail')
  assert.equal(anomalies[0].summary, 'amcheck on n2 says: block 3: rotten')
  assert.deepEqual(inspections.map(({ node }) => node).toSorted(), ['n1', 'n1', 'n2'])
  assert.equal(judged(await inspected(says('n1'), says('n2'))).verdict, 'pass')
})

test('a tool that can not look fails with its reason, and nothing is then known to be sound', async () => {
  const look = async () => {
    throw new Error('no such function')
  }
  const history = await inspected(says('n1'), { tool: 'amcheck', node: 'n2', look })
  const failed = [...history.operations()].find(({ type }) => type === 'fail')!
  assert.deepEqual([failed.f, failed.node, failed.value], ['inspect', 'n2', { tool: 'amcheck' }])
  assert.match(failed.error!, /no such function/)
  const { verdict, reason } = judged(history)
  assert.equal(verdict, 'unknown')
  assert.match(reason!, /amcheck on n2: .*no such function/)
})

test('what ends a server comes once nobody looks at any node any more', async () => {
  const looks: string[] = []
  const looking = (tool: string, node: string, ms: number) => ({
    tool,
    node,
    look: async () => {
      await sleep(ms)
      looks.push(`${tool} on ${node}`)
      return []
    },
  })
  await inspected(
    { ...looking('checksums', 'n1', 0), ends: true },
    looking('amcheck', 'n1', 0),
    looking('amcheck', 'n2', 20),
  )
  assert.deepEqual(looks, ['amcheck on n1', 'amcheck on n2', 'checksums on n1'])
})

test('a cluster without tools proves nothing of its data', async () => {
  const lines: unknown[] = []
  await inspect({}, (line) => void lines.push(line))
  assert.deepEqual(lines, [])
  assert.equal(judged(await inspected()).verdict, 'unknown')
})

test('of very many findings the first are told, each once, and how many more there are', async () => {
  const many = Array.from({ length: 70 }, (_, i) => `row ${i}`)
  const { inspections } = judged(await inspected(says('n1', ...many, ...many)))
  const [{ findings }] = inspections
  assert.deepEqual([findings.length, findings[0], findings.at(-1)], [51, 'row 0', 'and 20 more'])
})

test('no inspection is taken for what a client did', async () => {
  const history = await inspected(says('n1'), says('n2', 'rotten'))
  const checkers = [linearizability({ model: 'cas-register' }), latency()]
  const { acknowledged, checks } = judge(history, { checkers, claims: [], faults: [] })
  assert.equal(acknowledged, 1)
  assert.equal(checks.linearizability.verdict, 'pass', checks.linearizability.reason)
  const { summaries } = checks.latency as LatencyResult
  assert.deepEqual(summaries.map(({ f }) => f).toSorted(), ['read', 'write'])
})
