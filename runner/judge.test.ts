import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Checker, CheckResult, Verdict } from '../checkers/checker.ts'
import type { Claim } from './claim.ts'
import { History } from './history/history.ts'
import type { Operation } from './history/operation.ts'
import { judge, unjudged } from './judge.ts'
import type { ClaimResult, RunRecord } from './results.ts'

/** A history of whole operations, in order. */
function historyOf(...operations: Pick<Operation, 'process' | 'type' | 'f'>[]): History {
  const both = operations.flatMap((each) => [{ ...each, type: 'invoke' as const }, each])
  return History.from(both.map((each, index) => ({ ...each, index, timeNs: index, value: 1 })))
}

const empty = historyOf()

function checker(name: string, result: Partial<CheckResult> & object): Checker {
  return { name, about: '', check: () => ({ verdict: 'pass', anomalies: [], ...result }) }
}

function claim(id: string, verdict: ClaimResult['verdict']): Claim {
  return { id, sentence: 's', source: 'S', decide: () => ({ verdict, reason: 'r' }) }
}

function verdictOf(...verdicts: ClaimResult['verdict'][]): Verdict {
  return judge(
    empty,
    [],
    verdicts.map((verdict, i) => claim(String(i), verdict)),
  ).verdict
}

test('one violated claim fails the run, and one unknown is enough not to pass', () => {
  assert.equal(verdictOf('holds', 'holds'), 'pass')
  assert.equal(verdictOf('holds', 'unknown'), 'unknown')
  assert.equal(verdictOf('unknown', 'violated', 'holds'), 'fail')
})

test('a run without claims proved nothing', () => {
  assert.equal(verdictOf(), 'unknown')
})

test('a checker that crashed says unknown with the reason, and the others still judge', () => {
  const crashing: Checker = {
    name: 'broken',
    about: '',
    check() {
      throw new Error('index out of range')
    },
  }
  const { checks } = judge(empty, [crashing, checker('fine', {})], [])
  assert.equal(checks.broken.verdict, 'unknown')
  assert.match(checks.broken.reason!, /crashed: .*index out of range/)
  assert.equal(checks.fine.verdict, 'pass')
})

test('the run’s own figures are unknown where the checkers that tell them crashed', () => {
  const crashing = (name: string): Checker => ({
    name,
    about: '',
    check() {
      throw new Error('index out of range')
    },
  })
  const judged = judge(empty, [crashing('availability'), crashing('durability')], [])
  assert.deepEqual(
    { acknowledged: judged.acknowledged, lost: judged.lost, rtoSeconds: judged.rtoSeconds },
    { acknowledged: 0, lost: null, rtoSeconds: null },
  )
})

test('a claim decides with every check, the counts, and the failovers that came to an end', () => {
  const seen: unknown[] = []
  const deciding: Claim = {
    ...claim('a', 'holds'),
    decide({ checks, acknowledged, lost }, { failovers }) {
      seen.push(Object.keys(checks), acknowledged, lost, failovers)
      return { verdict: 'holds', reason: 'seen' }
    },
  }
  const history = historyOf(
    { process: 'fault', type: 'ok', f: 'failover' },
    { process: 'fault', type: 'info', f: 'failover' },
    { process: 'fault', type: 'ok', f: 'kill-primary' },
    { process: 'fault', type: 'ok', f: 'failover' },
    { process: 0, type: 'ok', f: 'failover' },
  )
  const durability = checker('durability', { acknowledged: 9, lost: 2 } as object)
  const { claims } = judge(history, [durability], [deciding])
  assert.deepEqual(seen, [['durability'], 9, 2, 2])
  assert.deepEqual(claims, [
    { id: 'a', sentence: 's', source: 'S', verdict: 'holds', reason: 'seen' },
  ])
})

test('without durability, acknowledged are the clients’ own, except for reads, and losses are not known', () => {
  const history = historyOf(
    { process: 0, type: 'ok', f: 'write' },
    { process: 0, type: 'ok', f: 'read' },
    { process: 0, type: 'fail', f: 'cas' },
    { process: 0, type: 'ok', f: 'cas' },
    { process: 'fault', type: 'ok', f: 'kill-primary' },
    { process: 1, type: 'info', f: 'write' },
  )
  const { acknowledged, lost } = judge(history, [], [])
  assert.deepEqual({ acknowledged, lost }, { acknowledged: 2, lost: null })
})

test('the worst recovery time is told, and none where nothing recovered', () => {
  const rto = (...seconds: (number | null)[]) => {
    const faults = seconds.map((rtoSeconds) => ({ rtoSeconds }))
    return judge(empty, [checker('availability', { faults } as object)], []).rtoSeconds
  }
  assert.equal(rto(0.5, 2.5, null), 2.5)
  assert.equal(rto(null), null)
  assert.equal(rto(), null)
  assert.equal(judge(empty, [], []).rtoSeconds, null)
})

test('a run without a history is unknown, with what went wrong', () => {
  const error = { code: 'runtime', message: 'no room', phase: 'start' }
  const results = unjudged({ id: 'x' } as RunRecord, [], error)
  assert.equal(results.verdict, 'unknown')
  assert.deepEqual(results.error, error)
  assert.equal(results.lost, null)
})
