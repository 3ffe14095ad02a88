import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { durability } from '../../checkers/durability/durability.ts'
import type { Judged } from '../../runner/claim.ts'
import type { Evidence } from '../../runner/evidence.ts'
import { judge } from '../../runner/judge.ts'
import { register } from '../workloads/register.ts'
import { set } from '../workloads/set.ts'
import { answered, waitsForNobody } from './judged.fixture.ts'
import { asyncMayLose } from './failover.ts'
import { standbyHasAlmostAll, standbyIsSoonThePrimary } from './takeover.ts'
import { call, event, fault, mode, timeline } from './timeline.fixture.ts'

interface Run {
  /** When writes were acknowledged, in ms before the primary lost its standbys. */
  writes?: { before: number; lost?: boolean }[]
  blow?: object
  beside?: [from: number, until: number]
  tookMs?: number
  by?: string
  /** When the operator fences it, in ms after it was struck. */
  fencedMs?: number
}

const CUT_MS = 10_000

function failedOver({
  writes = [{ before: 5000 }, { before: 100, lost: true }],
  blow = { cutAtNs: CUT_MS * 1e6 },
  beside,
  tookMs = 200,
  by = 'kill-primary',
  fencedMs,
}: Run): [Judged, Evidence] {
  const before = { node: 'n1', waiting: 0, lsnBytes: 100 }
  const struck = { nodes: ['n1'], struckAtNs: (CUT_MS + 400) * 1e6, before, ...blow }
  const evidence = timeline(
    mode('', { n2: 'async' }),
    ...(fencedMs === undefined
      ? [fault(by, [CUT_MS + 400, 15_000], struck)]
      : [
          event('fault', by, [CUT_MS + 400, CUT_MS + 500], struck),
          event('operator', 'fence', [CUT_MS + 400 + fencedMs], { node: 'n1' }),
        ]),
    event('operator', 'failover', [11_000, 11_000 + tookMs], {
      from: 'n1',
      to: 'n2',
      toLsnBytes: 5,
    }),
    ...(beside ? [fault('delay-replication', beside, { nodes: ['n2'] })] : []),
    ...writes.map(({ before: ms }, value) => call({ value, ms: [CUT_MS - ms - 1, CUT_MS - ms] })),
    call({
      f: 'read',
      answer: writes.flatMap(({ lost }, value) => (lost ? [] : [value])),
      node: 'n2',
      ms: [20_000, 20_001],
    }),
  )
  const check = durability().check(evidence.history, {})
  const { acknowledged, lost } = check
  return [{ acknowledged, lost, checks: { durability: check } }, evidence]
}

describe('what a standby has', () => {
  const claim = standbyHasAlmostAll({ mode: waitsForNobody, mostSeconds: 1 }, set)
  const decide = (run: Run) => claim.decide(...failedOver(run))
  const onTrial = (run: Run) => (claim.trial as (e: Evidence) => boolean)(failedOver(run)[1])

  test('a lost write that is older than it may be breaks it', () => {
    const { verdict, reason } = decide({ writes: [{ before: 5000 }, { before: 1500, lost: true }] })
    assert.equal(verdict, 'violated')
    assert.match(reason, /1 of 2 .* the first of them 1.50 s old .* 1 s are taken for almost all/)
  })

  test('the latest may be lost, or nothing', () => {
    const { verdict, power } = decide({})
    assert.deepEqual([verdict, power], ['holds', { olderWrites: 1 }])
    assert.equal(decide({ writes: [{ before: 5000 }] }).verdict, 'holds')
  })

  test('what was written after the standbys were gone is no age', () => {
    assert.equal(
      decide({ writes: [{ before: 5000 }, { before: -300, lost: true }] }).verdict,
      'holds',
    )
  })

  test('it is on trial where nothing else was broken, and something was old enough', () => {
    assert.ok(onTrial({}))
    assert.ok(!onTrial({ writes: [{ before: 500, lost: true }] }))
    assert.ok(!onTrial({ blow: { before: undefined } }))
    assert.ok(!onTrial({ beside: [8000, 9500] }))
    assert.ok(onTrial({ beside: [3000, 8000] }))
    assert.ok(!onTrial({ by: 'stop-primary' }), 'a shutdown in order is no failure')
    assert.ok(!onTrial({ by: 'stop-primary', fencedMs: 200 }))
    assert.ok(onTrial({ by: 'stop-primary', fencedMs: 50 }), 'unless it was fenced meanwhile')
    const ofRegisters = standbyHasAlmostAll({ mode: waitsForNobody, mostSeconds: 1 }, register)
    assert.ok(!(ofRegisters.trial as (e: Evidence) => boolean)(failedOver({})[1]))
    const excused = { mode: waitsForNobody, mostSeconds: 1, excuse: () => 'no archive' }
    const never = standbyHasAlmostAll(excused, set)
    assert.ok(!(never.trial as (e: Evidence) => boolean)(failedOver({})[1]))
  })
})

test('a loss is not excused by a switch after a shutdown in order', () => {
  const { decide } = asyncMayLose(waitsForNobody, set)
  const verdictOf = (run: Run) => decide(...failedOver(run)).verdict
  assert.equal(verdictOf({}), 'holds')
  assert.equal(verdictOf({ by: 'stop-primary' }), 'unknown')
  assert.equal(verdictOf({ by: 'stop-primary', fencedMs: 50 }), 'holds')
  assert.equal(verdictOf({ by: 'stop-primary', beside: [9000, 12_000] }), 'holds')
})

test('nor is one that answers show where nobody can count', () => {
  const { decide } = asyncMayLose(waitsForNobody, register)
  const stale = answered('linearizability', 'fail')
  const verdictOf = (by: string) => decide(stale, failedOver({ by })[1]).verdict
  assert.equal(verdictOf('kill-primary'), 'holds')
  assert.equal(verdictOf('stop-primary'), 'unknown')
})

test('and so it fails the run', () => {
  const judgedAfter = (by: string) => {
    const [, { history }] = failedOver({ by })
    const claims = [asyncMayLose(waitsForNobody, set)]
    const faults = [{ name: by, aim: 'failover' }] as const
    return judge(history, { checkers: [durability()], claims, faults })
  }
  assert.equal(judgedAfter('kill-primary').verdict, 'pass')
  const { verdict, findings } = judgedAfter('stop-primary')
  assert.equal(verdict, 'fail')
  assert.match(findings[0].reason, /^No claim allows what durability found/)
})

test('a standby that takes long to take over is not quick', () => {
  const { decide } = standbyIsSoonThePrimary(waitsForNobody)
  const slow = decide(...failedOver({ tookMs: 16_000 }))
  assert.equal(slow.verdict, 'violated')
  assert.match(slow.reason, /took writes 16.00 s after/)
  const beside = failedOver({ tookMs: 16_000, beside: [9000, 20_000] })
  assert.match(decide(...beside).reason, /longer than 15 s while delay-replication was in force/)
  assert.equal(decide(...failedOver({ beside: [9000, 20_000] })).verdict, 'holds')
  assert.deepEqual(decide(...failedOver({})).power, { failovers: 1 })
  assert.equal(decide(...failedOver({})).verdict, 'holds')
})

test('one that nothing kept from it is not excused by another that something did', () => {
  const { decide } = standbyIsSoonThePrimary(waitsForNobody)
  const failover = (from: string, to: string, at: number) =>
    event('operator', 'failover', [at, at + 16_000], { from, to, toLsnBytes: 5 })
  const evidence = timeline(
    mode('', { n2: 'async' }),
    call({ value: 1, ms: [1, 2] }),
    failover('n1', 'n2', 10_000),
    fault('delay-replication', [41_000, 45_000], { nodes: ['n3'] }),
    failover('n2', 'n3', 40_000),
  )
  assert.equal(decide(failedOver({})[0], evidence).verdict, 'violated')
})
