import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import type { Checker, CheckResult } from '../checker.ts'
import { jepsenCases, jepsenHistory } from '../durability/testing/jepsen-cases.ts'
import { bank } from './bank.ts'
import { counter } from './counter.ts'
import { longFork } from './long-fork.ts'
import { totalQueue } from './total-queue.ts'
import { uniqueIds } from './unique-ids.ts'

/** Jepsen calls an empty history valid; here nothing passes because nothing was seen. */
async function agrees<R extends CheckResult>(
  t: TestContext,
  name: string,
  checker: Checker<R>,
  compare: (found: R, expected: Record<string, unknown>) => void,
): Promise<void> {
  for (const { name: title, history, result } of await jepsenCases(t, name)) {
    const found = checker.check(history, {})
    const verdict = history.length === 0 ? 'unknown' : result['valid?'] ? 'pass' : 'fail'
    assert.equal(found.verdict, verdict, title)
    compare(found, result)
  }
}

test('total-queue', async (t) => {
  await agrees(t, 'TotalQueue', totalQueue(), (found, expected) => {
    const { attempts, acknowledged, ok, lost, unexpected, duplicated, recovered } = found
    assert.deepEqual(
      [attempts, acknowledged, ok.length, lost, unexpected, duplicated, recovered],
      ['attempt-count', 'acknowledged-count', 'ok-count', 'lost', 'unexpected', 'duplicated']
        .concat('recovered')
        .map((name) => expected[name]),
    )
  })
})

test('unique-ids', async (t) => {
  await agrees(t, 'UniqueIds', uniqueIds(), (found, expected) => {
    assert.equal(found.attempted, expected['attempted-count'])
    assert.equal(found.acknowledged, expected['acknowledged-count'])
    const duplicated = found.duplicated.map(({ id, count }) => [String(id), count])
    assert.deepEqual(Object.fromEntries(duplicated), expected['duplicated'])
  })
})

test('counter', async (t) => {
  await agrees(t, 'Counter', counter(), (found, expected) => {
    assert.equal(found.reads, (expected['reads'] as unknown[]).length)
    assert.deepEqual(
      found.errors.map(({ lower, value, upper }) => [lower, value, upper]),
      expected['errors'],
    )
  })
  const history = await jepsenHistory(t, 'counter.edn')
  // Nothing is read in it, which Jepsen calls valid.
  if (history) assert.equal(counter().check(history, {}).verdict, 'unknown')
})

const banks: [name: string, verdict: string, anomalies: string[]][] = [
  ['bank.edn', 'pass', []],
  ['bank-tidb.edn', 'fail', ['wrong total']],
  ['bank-negative-balances.json', 'fail', ['negative balance']],
]
for (const [name, verdict, anomalies] of banks)
  test(`bank: ${name}`, async (t) => {
    const history = await jepsenHistory(t, name)
    if (!history) return
    const found = bank({ total: 100 }).check(history, {})
    assert.equal(found.verdict, verdict)
    assert.deepEqual(
      found.anomalies.map((anomaly) => anomaly.name),
      anomalies,
    )
  })

test('long fork', async (t) => {
  await agrees(t, 'long_fork', longFork(), () => {})
  const history = await jepsenHistory(t, 'long-fork.edn')
  if (!history) return
  const { verdict, forks, reads, early, late } = longFork().check(history, {})
  assert.deepEqual([verdict, forks, reads, early, late], ['fail', 1, 2, 0, 0])
})
