import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { randomFrom } from '../../runner/random.ts'
import { isolationLevels, type Workload } from '../../runner/workload.ts'
import { judge } from '../../runner/judge.ts'
import { FIRST_FINAL_PROCESS } from '../../runner/final-reads.ts'
import { workloads } from '../catalog.ts'
import { runOptions } from '../run-options.ts'
import { readsJudged } from '../topologies/hot-standby/reads.ts'
import { bank } from '../workloads/bank.ts'
import { listAppend } from '../workloads/list-append.ts'
import { highAvailability } from './manual.ts'
import { call, timeline, type Call } from './timeline.fixture.ts'
import { readsInOnePiece, wholeAndInOrder } from './whole-and-in-order.ts'

/** How many statements a read of several rows is. */
async function statementsOf({ work, requests }: Workload): Promise<number> {
  const next = requests(randomFrom(1))
  let most = 0
  for (let i = 0; i < 500; i++) {
    const request = next()
    if (request.access !== 'read') continue
    let count = 0
    const run = async () => {
      count++
      return { rows: [], count: 1 }
    }
    await work.perform({ run }, request)
    most = Math.max(most, count)
  }
  return most
}

test('what is judged by reads of several rows reads them by one statement or in one snapshot', async () => {
  const judged: string[] = []
  for (const [name, make] of Object.entries(workloads))
    for (const isolation of isolationLevels) {
      const workload = make(runOptions.parse({ isolation }))
      if (!readsInOnePiece(workload)) continue
      judged.push(`${name} ${isolation}`)
      const isSnapshot = workload.work.isolation === 'repeatable-read'
      assert.ok(isSnapshot || (await statementsOf(workload)) === 1, judged.at(-1))
    }
  assert.ok(judged.includes('bank read-committed'))
  assert.ok(judged.includes('list-append repeatable-read'))
  assert.ok(!judged.includes('list-append read-committed'))
})

function decide(workload: Workload, ...calls: Call[]) {
  const claim = { id: 'whole', sentence: '', source: highAvailability }
  const claims = [{ ...claim, ...wholeAndInOrder('n1', workload) }]
  const { history } = timeline(...calls.map(call))
  return judge(history, { checkers: readsJudged(workload, 'n1'), claims, faults: [] })
}

const verdictOf = (...run: Parameters<typeof decide>) => decide(...run).claims[0].verdict

describe('of a bank', () => {
  const sound = Object.fromEntries(Array.from({ length: 16 }, (_, account) => [account, 20]))
  const short = { ...sound, 0: 19 }
  const transfer = (ms: number): Call => {
    const value = { id: ms, payer: 0, payee: 1, amount: 1 }
    return { f: 'transfer', value, ms: [ms, ms + 5] }
  }
  const read = (node: string, answer: object, ms: number, process = 1): Call => {
    return { f: 'read', node, answer, process, ms: [ms, ms + 5] }
  }
  const run = (...reads: Call[]) =>
    verdictOf(bank('serializable'), transfer(10), ...reads, transfer(90))
  const final = FIRST_FINAL_PROCESS

  test('half a transfer on a subscriber breaks it, under load or at rest', () => {
    assert.equal(run(read('n2', sound, 20)), 'holds')
    assert.equal(run(read('n1', sound, 20), read('n2', short, 30)), 'violated')
    assert.equal(run(read('n2', sound, 20), read('n2', short, 100, final)), 'violated')
  })

  test('what the primary shows by itself is nobody’s replication, and no claim allows it', () => {
    const reads = [read('n2', sound, 20), read('n1', short, 30)]
    assert.equal(run(...reads), 'unknown')
    const { findings } = decide(bank('serializable'), transfer(10), ...reads, transfer(90))
    assert.match(findings[0].reason, /^No claim allows what bank found/)
  })
})

test('of lists: two orders break it, and not where the primary shows both', () => {
  const lists = listAppend('repeatable-read')
  let ms = 0
  const txn = (node: string, ...value: unknown[][]): Call => {
    const asked = value.map(([f, key, element]) => [f, key, f === 'r' ? null : element])
    return { f: 'txn', node, value: asked, answer: value, ms: [(ms += 10), ms + 5] }
  }
  const appends = (key: number) => txn('n1', ['append', key, 1])
  const reads = (node: string, x: number[], y: number[]) => txn(node, ['r', 0, x], ['r', 1, y])
  const run = (...nodes: [string, string]) =>
    verdictOf(
      lists,
      appends(2),
      { ...appends(0), process: 5, ms: [100, 200] },
      { ...appends(1), process: 6, ms: [100, 200] },
      { ...reads(nodes[0], [1], []), process: 7, ms: [110, 115] },
      { ...reads(nodes[1], [], [1]), process: 8, ms: [120, 125] },
      { ...reads('n2', [1], [1]), process: 9, ms: [210, 215] },
      { ...appends(3), process: 10, ms: [300, 305] },
    )
  assert.equal(run('n1', 'n2'), 'violated')
  assert.equal(run('n1', 'n1'), 'unknown')
})
