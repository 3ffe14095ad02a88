import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { INSPECT } from '../../../history/history.ts'
import type { Claim } from '../../../runner/claim.ts'
import type { Evidence } from '../../../runner/evidence.ts'
import { answered } from '../../claims/judged.fixture.ts'
import { call, fault } from '../../claims/timeline.fixture.ts'
import { register } from '../../workloads/register.ts'
import { set } from '../../workloads/set.ts'
import { STANDBY_ANSWERS } from './answers-nobody.ts'
import { claimsOf } from './claims.ts'
import { REFUSED } from './fencing.ts'
import { failed, mode, runOf, takeover, writes } from './run.fixture.ts'

type Lines = Parameters<typeof runOf>

const claims = claimsOf(set)

function claimOf(id: string) {
  const found = claims.find((each) => each.id === id)
  assert.ok(found, id)
  return {
    covers: found.covers,
    decide: (...lines: Lines) => found.decide(...runOf(...lines)),
    onTrial: (...lines: Lines) => onTrial(found, runOf(...lines)[1]),
  }
}

function onTrial({ trial }: Claim, evidence: Evidence): boolean {
  assert.ok(typeof trial === 'function')
  return trial(evidence)
}

describe('rapid failover with no data loss', () => {
  const { decide, onTrial: tried } = claimOf('shared-disk-failover-is-rapid-and-loses-nothing')

  test('is broken by one acknowledged write that is gone', () => {
    const { verdict, reason } = decide(mode(), writes([0]), takeover())
    assert.deepEqual(
      [verdict, reason],
      ['violated', '1 of 2 acknowledged writes were lost in a takeover.'],
    )
  })

  test('and by a takeover that takes its time', () => {
    const { verdict, reason } = decide(mode(), writes([0, 1]), takeover({}, 15_100))
    assert.equal(verdict, 'violated')
    assert.match(reason, /15.10 s were needed, where 15 s are taken for rapid/)
  })

  test('holds where what was acknowledged had to be replayed, and was', () => {
    const { verdict, power } = decide(mode(), writes([0, 1]), takeover())
    const expected = { acknowledgedBeforeTheTakeover: 2, walBytesReplayed: 4096 }
    assert.deepEqual([verdict, power], ['holds', expected])
  })

  test('is not broken by a disk that said to have kept what it had not', () => {
    const lie = (atMs: number) => fault('lying-flush-primary', [atMs, 15_000], { nodes: ['n1'] })
    const lied = decide(mode(), writes([0]), lie(7000), takeover())
    assert.deepEqual([lied.verdict, lied.wouldHold], ['unknown', true], lied.reason)
    assert.equal(decide(mode(), writes([0]), lie(12_000), takeover()).verdict, 'violated')
  })

  test('says nothing where nothing had to be, the old server went on, or it waits for no disk', () => {
    for (const told of [{ redoneBytes: 0 }, { oldRuns: true }])
      assert.equal(decide(mode(), writes([0, 1]), takeover(told)).verdict, 'unknown')
    const { verdict, reason } = decide(mode({ fsync: 'off' }), writes([0, 1]), takeover())
    assert.equal(verdict, 'unknown')
    assert.match(reason, /not in force/)
  })

  test('nor where nothing was acknowledged before the takeover', () => {
    const after = call({ value: 0, node: 'n2', ms: [12_000, 12_001] })
    const there = call({ f: 'read', answer: [0], node: 'n2', ms: [20_000, 20_001] })
    assert.equal(decide(mode(), after, there, takeover()).verdict, 'unknown')
  })

  test('is not on trial where the lease is held', () => {
    assert.ok(tried(mode(), takeover()))
    assert.ok(!tried(mode(), failed(REFUSED)))
  })
})

describe('the standby starts the database as after a crash', () => {
  const { decide, onTrial: tried } = claimOf('standby-starts-the-database-as-after-a-crash')

  test('is broken by a server that does not start', () => {
    const { verdict, reason } = decide(mode(), failed('its log says: PANIC: no valid checkpoint'))
    assert.equal(verdict, 'violated')
    assert.match(reason, /What n1 left could not be started: .*no valid checkpoint/)
  })

  test('holds by the words of its log', () => {
    const { verdict, reason, power } = decide(mode(), takeover())
    assert.deepEqual([verdict, power], ['holds', { takeovers: 1, walBytesReplayed: 4096 }])
    assert.match(reason, /n2 said: database system was interrupted; redo starts/)
  })

  test('says nothing of a clean shutdown, or where no WAL had to be replayed', () => {
    for (const told of [{ asAfterACrash: false }, { redoneBytes: 0 }])
      assert.equal(decide(mode(), takeover(told)).verdict, 'unknown')
  })

  test('is on trial where the main server had failed, and somebody could try', () => {
    assert.ok(tried(mode(), takeover()))
    assert.ok(!tried(mode(), takeover({ oldRuns: true })))
    assert.ok(
      !tried(
        mode(),
        failed(REFUSED),
        failed('Node n2 is not up, so that nobody can take over.', 9500),
      ),
    )
  })

  test('a server that is late, or a primary that nobody could fence, is no word on the data', () => {
    const late = "The server of node n2 didn't answer in 20 s; its log says: LOG: redo starts"
    for (const error of [late, 'Node n1 was not fenced, and may go on.'])
      assert.ok(!tried(mode(), failed(error)), error)
  })

  test('damage is not the server’s', () => {
    const damage = { nodes: ['n1'], damage: { of: 'control', server: 'refused' } }
    assert.ok(
      !tried(
        mode(),
        fault('zero-page-primary', [7000, 9900], damage),
        failed('its log says: PANIC'),
      ),
    )
  })
})

describe('one server at a time', () => {
  const {
    decide,
    covers,
    onTrial: tried,
  } = claimOf('standby-never-accesses-the-disk-of-a-running-primary')

  test('is broken by a second one, and what that cost is told', () => {
    const run = [mode(), writes([0]), takeover({ oldRuns: true })]
    const { verdict, reason } = decide(...run)
    assert.equal(verdict, 'violated')
    assert.match(reason, /n2 was started on the disk while n1 went on .* 1 of 2 .* were lost/)
    const [judged] = runOf(...run)
    const { durability } = judged.checks
    assert.ok(covers('durability', durability.anomalies[0], judged))
  })

  test('holds where a living primary was fenced, or refused the other by its lease', () => {
    const fenced = decide(mode(), writes([0, 1]), takeover({ fenced: true }))
    assert.deepEqual(
      [fenced.verdict, fenced.power],
      ['holds', { fencedFirst: 1, refusedByTheLease: 0 }],
    )
    const refused = decide(mode(), failed(`its log says: ${REFUSED}`))
    assert.deepEqual(
      [refused.verdict, refused.power],
      ['holds', { fencedFirst: 0, refusedByTheLease: 1 }],
    )
  })

  test('excuses no loss where nobody was met', () => {
    const run = [mode(), writes([0]), failed(`its log says: ${REFUSED}`)]
    assert.equal(decide(...run).verdict, 'unknown')
    const [judged, evidence] = runOf(mode(), writes([0, 1]), failed(`its log says: ${REFUSED}`))
    const { decide: judge } = claims.find((each) => each.id.startsWith('standby-never'))!
    const durability = { ...judged.checks.durability, seenThenLost: 1 }
    assert.equal(judge({ ...judged, checks: { durability } }, evidence).verdict, 'unknown')
    const ofRegisters = claimsOf(register).find((each) => each.id.startsWith('standby-never'))!
    const of = (verdict: 'pass' | 'fail') =>
      ofRegisters.decide(answered('linearizability', verdict), evidence).verdict
    assert.deepEqual([of('fail'), of('pass')], ['unknown', 'holds'])
  })

  test('is not on trial where nobody was alive to be met', () => {
    assert.ok(!tried(mode(), takeover()))
    assert.ok(!tried(mode(), failed('its log says: PANIC')))
    assert.ok(tried(mode(), takeover({ fenced: true })))
  })
})

describe('a corrupt disk', () => {
  const { decide, onTrial: tried } = claimOf('corrupt-disk-leaves-both-servers-nonfunctional')
  const damaged = (server: string) =>
    fault('zero-page-primary', [7000, 15_000], { nodes: ['n1'], damage: { of: 'control', server } })

  test('leaves both servers nonfunctional where neither starts', () => {
    const { verdict, reason, power } = decide(mode(), damaged('refused'), failed('PANIC: of n2'))
    assert.deepEqual([verdict, power], ['holds', { refusedTakeovers: 1 }])
    assert.match(
      reason,
      /damaged control neither n1 nor the other server could start: PANIC: of n2/,
    )
  })

  test('does not where one goes on and answers wrongly', () => {
    const gone = decide(mode(), damaged('started'), writes([0]))
    assert.equal(gone.verdict, 'violated')
    assert.match(gone.reason, /n1 started on a damaged control as if nothing were wrong: 1 of 2/)
    assert.match(decide(mode(), damaged('refused'), takeover(), writes([0])).reason, /^n2 started/)
  })

  test('says nothing where nobody tried the other server, or nothing wrong was seen', () => {
    assert.equal(decide(mode(), damaged('refused')).verdict, 'unknown')
    assert.equal(decide(mode(), damaged('refused'), failed(REFUSED)).verdict, 'unknown')
    assert.equal(decide(mode(), damaged('refused'), failed('PANIC', 6000)).verdict, 'unknown')
    assert.equal(decide(mode(), damaged('started'), writes([0, 1])).verdict, 'unknown')
    assert.equal(decide(mode(), damaged('left'), failed('PANIC')).verdict, 'unknown')
    const killed = fault('kill-primary', [7000, 15_000], { nodes: ['n1'] })
    assert.ok(!tried(mode(), killed, takeover()))
  })

  test('who took over before the damage has not started on it', () => {
    const value = { nodes: ['n2'], damage: { of: 'control', server: 'refused' } }
    const later = fault('zero-page-primary', [11_500, 15_000], value)
    const run = [mode(), takeover(), later, failed('PANIC: of n1', 13_000)]
    assert.equal(decide(...run).verdict, 'holds')
  })
})

describe('who stands by', () => {
  const { decide, onTrial: tried } = claimOf('standby-answers-nobody')
  const looked = (findings: string[]) =>
    call({
      f: INSPECT,
      process: 2 ** 31,
      ms: [30_000, 30_010],
      value: { tool: STANDBY_ANSWERS },
      answer: { tool: STANDBY_ANSWERS, findings },
    })

  test('answers nobody, and who does is found out', () => {
    assert.equal(decide(mode(), takeover(), looked([])).verdict, 'holds')
    const { verdict, reason } = decide(mode(), takeover(), looked(['a session was let in']))
    assert.deepEqual([verdict, reason], ['violated', 'n1: a session was let in.'])
  })

  test('is on trial where another server had been there before', () => {
    assert.ok(tried(mode(), takeover(), looked([])))
    assert.ok(!tried(mode(), looked([])))
    assert.ok(tried(mode(), looked(['a session was let in'])))
  })
})
