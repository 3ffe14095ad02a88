import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Checker, CheckResult, Verdict } from '../checkers/checker.ts'
import type { Claim } from './claim.ts'
import type { Aim } from './fault.ts'
import { FIRST_FINAL_PROCESS } from './final-reads.ts'
import { History } from '../history/history.ts'
import type { Operation } from '../history/operation.ts'
import { judge, unjudged, type Expectations } from './judge.ts'
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
  return {
    id,
    sentence: 's',
    source: 'S',
    trial: 'load',
    covers: () => false,
    decide: () => ({ verdict, reason: 'r' }),
  }
}

const judged = (history: History, held: Partial<Expectations>) =>
  judge(history, { checkers: [], claims: [], faults: [], ...held })

function verdictOf(...verdicts: ClaimResult['verdict'][]): Verdict {
  return judged(empty, { claims: verdicts.map((verdict, i) => claim(String(i), verdict)) }).verdict
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
  const { checks } = judged(empty, { checkers: [crashing, checker('fine', {})] })
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
  const checkers = [crashing('availability'), crashing('durability')]
  const { acknowledged, lost, rtoSeconds } = judged(empty, { checkers })
  assert.deepEqual(
    { acknowledged, lost, rtoSeconds },
    { acknowledged: 0, lost: null, rtoSeconds: null },
  )
})

test('a claim decides with every check, the counts, and the failovers that came to an end', () => {
  const seen: unknown[] = []
  const deciding: Claim = {
    ...claim('a', 'holds'),
    decide({ checks, acknowledged, lost }, { failovers }) {
      seen.push(Object.keys(checks), acknowledged, lost, failovers.length)
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
  const { claims } = judged(history, { checkers: [durability], claims: [deciding] })
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
  const { acknowledged, lost } = judged(history, {})
  assert.deepEqual({ acknowledged, lost }, { acknowledged: 2, lost: null })
})

test('the worst recovery time is told, and none where nothing recovered', () => {
  const rto = (...seconds: (number | null)[]) => {
    const faults = seconds.map((rtoSeconds) => ({ rtoSeconds, outageSeconds: null }))
    return judged(empty, { checkers: [checker('availability', { faults } as object)] }).rtoSeconds
  }
  assert.equal(rto(0.5, 2.5, null), 2.5)
  assert.equal(rto(null), null)
  assert.equal(rto(), null)
  assert.equal(judged(empty, {}).rtoSeconds, null)
})

test('a run without a history is unknown, with what went wrong', () => {
  const error = { code: 'runtime', message: 'no room', phase: 'start' }
  const results = unjudged({ id: 'x' } as RunRecord, [], error)
  assert.equal(results.verdict, 'unknown')
  assert.deepEqual(results.error, error)
  assert.equal(results.lost, null)
})

test('a failure that no decided claim speaks of makes the run red', () => {
  const anomalies = ['lost write', 'ghost row'].map((name) => ({
    name,
    summary: `a ${name}`,
    witness: [],
  }))
  const failing = (...found: typeof anomalies) =>
    checker('durability', { verdict: 'fail', anomalies: found })
  const allowing = (verdict: ClaimResult['verdict']): Claim => ({
    ...claim('a', verdict),
    covers: (check, { name }) => check === 'durability' && name === 'lost write',
  })
  const verdict = (held: Partial<Expectations>) => judged(empty, held).verdict
  const lost = failing(anomalies[0])
  assert.equal(verdict({ checkers: [lost], claims: [allowing('holds')] }), 'pass')
  assert.equal(verdict({ checkers: [lost], claims: [claim('other', 'holds')] }), 'fail')
  assert.equal(verdict({ checkers: [lost], claims: [allowing('unknown')] }), 'fail')
  const unrecorded: Claim = {
    ...allowing('unknown'),
    decide: () => ({ verdict: 'unknown', reason: 'r', wouldHold: true }),
  }
  assert.equal(verdict({ checkers: [lost], claims: [unrecorded] }), 'unknown')
  const both = { checkers: [failing(...anomalies)], claims: [allowing('holds')] }
  assert.equal(verdict(both), 'fail')
  assert.deepEqual(judged(empty, both).findings, [
    { verdict: 'fail', reason: 'No claim allows what durability found: a ghost row' },
  ])
  assert.equal(verdict({ checkers: [failing()], claims: [allowing('holds')] }), 'fail')
})

test('a fault that was asked for and did not happen makes the run unknown, by name', () => {
  const history = historyOf(
    { process: 'fault', type: 'ok', f: 'kill-primary' },
    { process: 'fault', type: 'info', f: 'pause-n2' },
  )
  const asked = ['kill-primary', 'kill-primary', 'pause-n2']
  const faults = asked.map((name) => ({ name }))
  const { verdict, findings } = judged(history, { faults, claims: [claim('a', 'holds')] })
  assert.equal(verdict, 'unknown')
  assert.deepEqual(
    findings.map(({ reason }) => /The fault (\S+) was asked for/.exec(reason)?.[1]),
    ['kill-primary', 'pause-n2'],
  )
})

test('a fault without effect makes the run unknown, whatever its claims say', () => {
  const verdictWith = (took: boolean, undone: 'ok' | 'info' = 'ok') => {
    const effect = { took, by: { bytesHeld: Number(took) } }
    const value = { nodes: ['n1'], effect }
    const lines = (['ok', undone] as const).flatMap((end, i) =>
      (['invoke', end] as const).map((type) => ({ f: ['cut-n1', 'undo cut-n1'][i], type, value })),
    )
    const history = History.from(
      lines.map((line, index) => ({ ...line, process: 'fault' as const, index, timeNs: index })),
    )
    return judged(history, { claims: [claim('a', 'holds')] }).verdict
  }
  assert.equal(verdictWith(true), 'pass')
  assert.equal(verdictWith(false), 'unknown')
  assert.equal(verdictWith(false, 'info'), 'unknown', 'it told so before its undo failed')
})

test('a copy that nobody could read in the end makes the run unknown, whatever its claims say', () => {
  const verdictWith = (type: 'ok' | 'fail') =>
    judged(historyOf({ process: FIRST_FINAL_PROCESS, f: 'read', type }), {
      claims: [claim('a', 'holds')],
    }).verdict
  assert.equal(verdictWith('ok'), 'pass')
  assert.equal(verdictWith('fail'), 'unknown')
})

test('what a claim allows is unknown beside a fault that damaged a file, and allowed beside any other', () => {
  const gone = { name: 'lost write', summary: '3 are gone', witness: [] }
  const checkers = [checker('durability', { verdict: 'fail', anomalies: [gone] })]
  const allowing = { ...claim('may-lose', 'holds'), covers: () => true }
  const after = (value: object, ...others: Claim[]) => {
    const fault = {
      process: 'fault',
      kind: 'fault',
      f: 'flip-bit-primary',
      index: 0,
      timeNs: 0,
    } as const
    const history = History.from([
      { ...fault, type: 'invoke', value: {} },
      { ...fault, type: 'ok', value, index: 1, timeNs: 1 },
    ])
    return judged(history, { checkers, claims: [allowing, ...others] })
  }
  assert.equal(after({ nodes: ['n1'] }).verdict, 'pass')
  const damage = { nodes: ['n1'], damage: { file: 'data/base/5/1' } }
  const { verdict, findings } = after(damage)
  assert.equal(verdict, 'unknown')
  assert.match(findings[0].reason, /durability found, but flip-bit-primary damaged .* 3 are gone/)
  const ofDamage = { ...allowing, id: 'of-damage', ofDamage: true } as const
  assert.equal(after(damage, ofDamage).verdict, 'pass', 'of which a claim speaks itself')
  assert.equal(after(damage, { ...ofDamage, covers: () => false }).verdict, 'unknown')
})

test('a claim is on trial where a fault aims at what it speaks of, or a failover happened anyway', () => {
  const trials = (history: History, ...aims: Aim[]) => {
    const claims = (['failover', 'standbys away'] as const).map((trial) => ({
      ...claim(trial, 'holds'),
      trial,
    }))
    const faults = aims.map((aim) => ({ name: 'pause-n1', aim }))
    return judged(history, { claims, faults }).claims.map(({ id }) => id)
  }
  const failedOver = historyOf({ process: 'fault', type: 'ok', f: 'failover' })
  assert.deepEqual(trials(empty), [])
  assert.deepEqual(trials(empty, 'failover'), ['failover'])
  assert.deepEqual(trials(empty, 'standbys away'), ['standbys away'])
  assert.deepEqual(trials(failedOver, 'standbys away'), ['failover', 'standbys away'])
})

test('a claim that crashed is unknown with the reason, and the others still decide', () => {
  const crashing: Claim = {
    ...claim('broken', 'holds'),
    decide() {
      throw new Error('not iterable')
    },
  }
  const { verdict, claims } = judged(empty, { claims: [crashing, claim('fine', 'holds')] })
  assert.equal(verdict, 'unknown')
  assert.deepEqual(
    claims.map((each) => each.verdict),
    ['unknown', 'holds'],
  )
  assert.match(claims[0].reason, /crashed: .*not iterable/)
})

test('a claim may tell from the evidence alone whether it is on trial', () => {
  const trial = ({ history }: { history: History }) => history.length > 0
  const onTrial = (history: History) =>
    judged(history, { claims: [{ ...claim('seen', 'holds'), trial }] }).claims.map(({ id }) => id)
  assert.deepEqual(onTrial(empty), [])
  assert.deepEqual(onTrial(historyOf({ process: 0, type: 'ok', f: 'add' })), ['seen'])
})
