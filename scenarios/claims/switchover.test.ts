import assert from 'node:assert/strict'
import { test } from 'node:test'
import { History } from '../../history/history.ts'
import type { Operation } from '../../history/operation.ts'
import { evidenceOf } from '../../runner/evidence.ts'
import { set } from '../workloads/set.ts'
import { answered, counted, said } from './judged.fixture.ts'
import { switchoverLosesNothing } from './switchover.ts'

interface Run {
  to?: string
  /** How long before the switchover a write was acknowledged, in ms. */
  written?: number
  failover?: boolean
  happened?: boolean
  crashed?: boolean
}

/** A planned switchover after ten seconds. */
function switched({
  to = 'n2',
  written = 100,
  failover = false,
  happened = true,
  crashed = false,
}: Run = {}) {
  const lines: Omit<Operation, 'index'>[] = []
  const event = (kind: Operation['kind'], f: string, atMs: number, value: object) => {
    for (const type of ['invoke', 'ok'] as const)
      lines.push({ process: 'fault', kind, type, f, value, timeNs: atMs * 1e6 })
  }
  const add = { process: 1, f: 'add', value: 1, node: 'n1' }
  for (const type of ['invoke', 'ok'] as const)
    lines.push({ ...add, type, timeNs: (10_000 - written) * 1e6 })
  const detail = to === '' ? {} : { to, toLsnBytes: 80 }
  if (happened)
    event('fault', 'switchover', 10_000, { nodes: ['n1'], from: 'n1', fromLsnBytes: 70, ...detail })
  const before = { node: 'n2', waiting: 0, lsnBytes: 90 }
  if (crashed) event('fault', 'crash-primary', 12_000, { nodes: ['n2'], before })
  if (failover) event('operator', 'failover', 11_000, { from: 'n2', to: 'n3' })
  const inOrder = lines.toSorted((a, b) => a.timeNs - b.timeNs)
  return evidenceOf(History.from(inOrder.map((each, index) => ({ ...each, index }))))
}

const claim = switchoverLosesNothing(set)

test('is on trial where there was one, done or called off', () => {
  const { trial } = claim
  assert.ok(typeof trial === 'function')
  assert.ok(trial(switched()) && trial(switched({ to: '' })))
  assert.ok(!trial(switched({ happened: false, failover: true })))
})

test('holds where nothing was lost that had just been acknowledged, and tells the gap', () => {
  const judged = counted(0)
  judged.checks.availability = said('pass', {
    faults: [{ fault: 'switchover', outageSeconds: 0.5 }],
  })
  const { verdict, reason, power } = claim.decide(judged, switched())
  assert.equal(verdict, 'holds', reason)
  assert.match(reason, /nobody could write for 0.50 s/)
  assert.deepEqual(power, { acknowledgedJustBefore: 1 })
})

test('one lost write breaks it, and so does an answer that shows one', () => {
  assert.equal(claim.decide(counted(1), switched()).verdict, 'violated')
  const answers = switchoverLosesNothing({ losses: { linearizability: () => true } })
  const decide = (verdict: 'pass' | 'fail' | 'unknown') =>
    answers.decide(answered('linearizability', verdict), switched()).verdict
  assert.deepEqual(
    [decide('pass'), decide('fail'), decide('unknown')],
    ['holds', 'violated', 'unknown'],
  )
})

test('says nothing where it was called off, a failover may have lost it, or nothing could be lost', () => {
  assert.match(claim.decide(counted(0), switched({ to: '' })).reason, /nobody took its place/)
  assert.equal(claim.decide(counted(1), switched({ to: '' })).verdict, 'violated')
  assert.match(claim.decide(counted(1), switched({ failover: true })).reason, /failover/)
  assert.match(claim.decide(counted(1), switched({ crashed: true })).reason, /crash of the same/)
  assert.equal(claim.decide(counted(0), switched({ crashed: true })).verdict, 'holds')
  assert.match(
    claim.decide(counted(0), switched({ written: 1500 })).reason,
    /Nothing was acknowledged/,
  )
  assert.equal(claim.decide({ ...counted(0), acknowledged: 0 }, switched()).verdict, 'unknown')
})
