import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { durability } from '../../checkers/durability/durability.ts'
import { History } from '../../history/history.ts'
import type { Operation } from '../../history/operation.ts'
import type { Judged } from '../../runner/claim.ts'
import { evidenceOf } from '../../runner/evidence.ts'
import { set } from '../workloads/set.ts'
import { crashLosesNothing, crashLosesTheLatest } from './crash.ts'
import { powerLossMayLose } from './power-loss.ts'
import { crashesOf } from './crashes.ts'
import { answered, said } from './judged.fixture.ts'
import { call, event, timeline } from './timeline.fixture.ts'

const CRASH_MS = 10_000

interface Run {
  /** When each write was acknowledged, in ms before the crash; a write after it is negative. */
  writes: { before: number; lost?: boolean }[]
  settings?: Record<string, string>
  crashed?: boolean
  failover?: boolean
  switchover?: boolean
  fault?: string
  /** How long it took from the order to the blow. */
  tookMs?: number
  /** How long before the blow it began. */
  leadMs?: number
  /** What the server's log tells in the end. */
  logged?: string[]
}

const failing = ['disk-errors-primary', 'fill-disk-primary:of=wal']
const panic = 'PANIC: could not fdatasync file "0000000100000001": Input/output error'

/** A run whose server crashed at ten seconds, as its history and durability tell it. */
function crashedRun(run: Run) {
  const { writes, settings = {}, crashed = true, failover = false } = run
  const { fault = 'crash-primary', tookMs = 0, leadMs = 0, logged } = run
  const lines: Omit<Operation, 'index'>[] = []
  const event = (kind: Operation['kind'], f: string, atMs: number, value: object, took = 0) => {
    for (const [type, ms] of [['invoke', atMs] as const, ['ok', atMs + took] as const])
      lines.push({ process: 'fault', kind, type, f, value, timeNs: ms * 1e6 })
  }
  const mode = { synchronous_commit: 'on', synchronous_standby_names: '', wal_writer_delay: '200' }
  event('observed', 'mode', 0, { node: 'n1', settings: { ...mode, ...settings }, standbys: {} })
  const before = { node: 'n1', waiting: 0, lsnBytes: 1 }
  const blow = failing.includes(fault)
    ? { nodes: ['n1'], failingDisk: { at: ['n1'], errors: ['EIO'] } }
    : { nodes: ['n1'], struckAtNs: CRASH_MS * 1e6, before }
  if (crashed) {
    event('fault', fault, CRASH_MS - leadMs, blow, leadMs + tookMs)
    event('undo', `undo ${fault}`, CRASH_MS + tookMs + 500, { nodes: ['n1'] })
  }
  const switched = { nodes: ['n1', 'n2'], from: 'n1', fromLsnBytes: 1, to: 'n2', toLsnBytes: 2 }
  if (run.switchover) event('fault', 'switchover', CRASH_MS + 5000, switched)
  if (failover) event('operator', 'failover', CRASH_MS + 200, { from: 'n1', to: 'n2' })
  for (const [value, { before: ms }] of writes.entries()) {
    const add = { process: value, f: 'add', value, node: 'n1' }
    lines.push({ ...add, type: 'invoke', timeNs: (CRASH_MS - ms - 1) * 1e6 })
    lines.push({ ...add, type: 'ok', timeNs: (CRASH_MS - ms) * 1e6 })
  }
  const left = writes.flatMap(({ lost }, value) => (lost ? [] : [value]))
  const read = { process: 99, f: 'read', node: 'n1', timeNs: 60e9 }
  lines.push({ ...read, type: 'invoke', value: null }, { ...read, type: 'ok', value: left })
  if (logged !== undefined) {
    const value = { tool: 'server log', findings: logged }
    const look = { process: 2 ** 31, f: 'inspect', node: 'n1', value, timeNs: 61e9 }
    lines.push({ ...look, type: 'invoke' }, { ...look, type: 'ok' })
  }
  const inOrder = lines.toSorted((a, b) => a.timeNs - b.timeNs)
  const history = History.from(inOrder.map((each, index) => ({ ...each, index })))
  const check = durability().check(history, {})
  const { acknowledged, lost } = check
  const judged: Judged = { acknowledged, lost, checks: { durability: check } }
  return [judged, evidenceOf(history)] as const
}

const synchronous = crashLosesNothing({ synchronous_commit: 'on' }, set)
const early = crashLosesTheLatest({ synchronous_commit: 'off' }, set)
const off = { settings: { synchronous_commit: 'off' } }

test('a crash is told by the name of its fault, or one by one where that has several', () => {
  const before = { node: 'n1', waiting: 0, lsnBytes: 1 }
  const at = (ms: number) => ({ struckAtNs: ms * 1e6, before })
  const told = [
    ['fault', 'oom-n1', { nodes: ['n1'], ...at(1) }],
    ['fault', 'crash-n1', { nodes: ['n1'], ...at(2) }],
    ['fault', 'delay-n1', { nodes: ['n1'], ...at(3) }],
    ['fault', 'crash-loop-n1', { nodes: ['n1'] }],
    ['observed', 'crash', { node: 'n1', ...at(4) }],
    ['observed', 'crash', { node: 'n2', struckAtNs: 5e6 }],
  ] as const
  const lines = told.flatMap(([kind, f, value]) =>
    (['invoke', 'ok'] as const).map((type) => ({
      process: 'fault' as const,
      kind,
      f,
      type,
      value,
    })),
  )
  const history = History.from(
    lines.map((line, index) => ({ ...line, index, timeNs: index * 1e6 })),
  )
  assert.deepEqual(
    crashesOf(evidenceOf(history)).map(({ struckNs }) => struckNs / 1e6),
    [1, 2, 4],
  )
})

test('both are on trial where a primary crashed', () => {
  for (const { trial } of [synchronous, early]) {
    assert.ok(typeof trial === 'function')
    assert.ok(trial(crashedRun({ writes: [] })[1]))
    assert.ok(!trial(crashedRun({ writes: [], crashed: false })[1]))
  }
})

test('also where it was killed and nobody took its place, or all died at once', () => {
  const isOnTrial = (run: Partial<Run>) =>
    (synchronous.trial as (e: unknown) => boolean)(crashedRun({ writes: [], ...run })[1])
  assert.ok(isOnTrial({ fault: 'kill-primary' }))
  assert.ok(!isOnTrial({ fault: 'kill-primary', failover: true }))
  assert.ok(isOnTrial({ fault: 'blackout' }))
  assert.ok(isOnTrial({ fault: 'power-cut-all' }))
  assert.ok(!isOnTrial({ fault: 'pause-primary' }))
})

test('a disk that failed or was full is one where it ended the primary, by the server’s own word', () => {
  const crashes = (run: Partial<Run>) => crashesOf(crashedRun({ writes: [], ...run })[1])
  for (const fault of failing) {
    const [crash, ...others] = crashes({ fault, tookMs: 100, logged: [panic] })
    assert.deepEqual([crash.node, crash.isByDisk, others.length], ['n1', true, 0])
    assert.ok(crash.struckNs < crash.inForceNs)
    const refused = 'ERROR: could not extend file "base/5/16384": Input/output error'
    assert.deepEqual(crashes({ fault, logged: [refused] }), [])
    assert.deepEqual(crashes({ fault, logged: [] }), [])
    assert.deepEqual(crashes({ fault }), [], 'nobody read its log')
    assert.deepEqual(crashes({ fault, logged: [panic], failover: true }), [])
  }
})

test('who was replaced before it was back from its crash proves nothing of it', () => {
  const failover = { writes: [], failover: true }
  for (const fault of ['crash-primary', 'oom-primary', 'blackout'])
    assert.deepEqual(crashesOf(crashedRun({ ...failover, fault })[1]), [], fault)
  const restarted = crashedRun({ ...failover, fault: 'restart-primary:mode=immediate' })[1]
  assert.equal(crashesOf(restarted).length, 1, 'it was back when its restart was over')
})

test('of several crashes one that nobody saw it come back from is none', () => {
  const before = { node: 'n1', waiting: 0, lsnBytes: 1 }
  const crashAt = (ms: number) =>
    event('observed', 'crash', [ms], { node: 'n1', struckAtNs: ms * 1e6, before })
  const looped = timeline(
    crashAt(1000),
    call({ value: 1, ms: [1500, 1501] }),
    crashAt(2000),
    event('operator', 'failover', [3000, 3100], { from: 'n1', to: 'n2' }),
  )
  assert.deepEqual(
    crashesOf(looped).map(({ struckNs }) => struckNs / 1e6),
    [1000],
  )
})

test('a shutdown in order is no crash, and neither is one that is started again after it', () => {
  const inOrder = ['restart-primary', 'restart-primary:mode=fast', 'impatient-restart:mode=fast']
  for (const fault of [...inOrder, 'stop-primary', 'smart-stop-primary'])
    assert.deepEqual(crashesOf(crashedRun({ writes: [], fault })[1]), [], fault)
  for (const fault of ['restart-primary:mode=immediate', 'impatient-restart', 'immediate-primary'])
    assert.equal(crashesOf(crashedRun({ writes: [], fault })[1]).length, 1, fault)
})

describe(synchronous.id, () => {
  const decide = (run: Run) => synchronous.decide(...crashedRun(run))

  test('holds where nothing was lost that commits without a wait would have lost', () => {
    const { verdict, reason, power } = decide({ writes: [{ before: 5000 }, { before: 100 }] })
    assert.equal(verdict, 'holds', reason)
    assert.deepEqual(power, { acknowledgedJustBefore: 1 })
  })

  test('one lost write breaks it', () => {
    const run = { writes: [{ before: 5000 }, { before: 100, lost: true }] }
    const { verdict, reason } = decide(run)
    assert.equal(verdict, 'violated')
    assert.match(reason, /1 of 2 acknowledged/)
    assert.equal(decide({ ...run, failover: true }).verdict, 'unknown', 'the failover may have')
    assert.match(decide({ ...run, switchover: true }).reason, /a switchover of the same run/)
    assert.equal(decide({ writes: [{ before: 100 }], switchover: true }).verdict, 'holds')
  })

  test('says nothing where nobody wrote in the last moment, or the mode was another', () => {
    assert.match(decide({ writes: [{ before: 5000 }] }).reason, /last moment/)
    assert.equal(decide({ writes: [] }).verdict, 'unknown')
    const otherwise = { writes: [{ before: 100, lost: true }, { before: 5000 }], ...off }
    assert.match(decide(otherwise).reason, /not in force/)
  })

  test('stands and falls with the answers where losses can not be counted', () => {
    const [, evidence] = crashedRun({ writes: [{ before: 100 }] })
    const claim = crashLosesNothing(
      { synchronous_commit: 'on' },
      { losses: { linearizability: () => true } },
    )
    assert.equal(claim.decide(answered('linearizability', 'pass'), evidence).verdict, 'holds')
    assert.equal(claim.decide(answered('linearizability', 'fail'), evidence).verdict, 'violated')
    assert.equal(claim.decide(answered('linearizability', 'unknown'), evidence).verdict, 'unknown')
  })
})

describe(early.id, () => {
  const decide = (run: Run) => early.decide(...crashedRun({ ...off, ...run }))
  const old = { before: 5000 }

  test('holds where only the last moment was lost, and tells its age', () => {
    const { verdict, reason, power } = decide({ writes: [old, { before: 400, lost: true }] })
    assert.equal(verdict, 'holds', reason)
    assert.match(reason, /1 of 2 .* the oldest of them acknowledged 400 ms before/)
    assert.deepEqual(power, { olderWrites: 1 })
  })

  test('what is lost and older than three rounds of the writer, and a second for the machine, breaks it', () => {
    const at = (before: number) => decide({ writes: [old, { before, lost: true }] }).verdict
    assert.equal(at(1600), 'holds')
    assert.equal(at(1601), 'violated')
  })

  test('a write that was lost although a later one survived breaks it', () => {
    const writes = [old, { before: 400, lost: true }, { before: 200 }]
    assert.match(decide({ writes }).reason, /before a write that survived/)
    assert.equal(decide({ writes }).verdict, 'violated')
  })

  test('nor is what a switchover of the same run may have lost the crash’s', () => {
    const writes = [old, { before: 4000, lost: true }]
    assert.equal(decide({ writes }).verdict, 'violated')
    const { verdict, reason } = decide({ writes, switchover: true })
    assert.deepEqual([verdict, /a switchover of the same run/.test(reason)], ['unknown', true])
    const young = [old, { before: 300, lost: true }]
    assert.equal(decide({ writes: young, switchover: true }).verdict, 'holds')
  })

  test('of more than are told one by one the last is told all the same', () => {
    const [judged, evidence] = crashedRun({ ...off, writes: [old, { before: 300, lost: true }] })
    const late = { firstNs: 9.7e9, lastNs: 13e9 }
    const checks = { durability: { ...judged.checks.durability, lostWindow: late } }
    assert.equal(early.decide({ ...judged, checks, lost: 2000 }, evidence).verdict, 'violated')
  })

  test('a loss after the crash breaks it', () => {
    const { verdict, reason } = decide({ writes: [old, { before: -2000, lost: true }] })
    assert.equal(verdict, 'violated')
    assert.match(reason, /after the last crash/)
  })

  test('a blow that took its time may have met what was acknowledged meanwhile', () => {
    const writes = [old, { before: -2000, lost: true }]
    assert.equal(decide({ writes, tookMs: 2500 }).verdict, 'holds')
    assert.equal(decide({ writes, tookMs: 500 }).verdict, 'violated')
  })

  test('says nothing where nothing was lost, or nothing was old, or a failover may have lost it', () => {
    assert.match(decide({ writes: [old, { before: 100 }] }).reason, /this time/)
    const lost = { before: 100, lost: true }
    assert.match(decide({ writes: [{ before: 200 }, lost] }).reason, /longer --time-limit/)
    assert.match(decide({ writes: [old, lost], failover: true }).reason, /failover/)
    const slow = { synchronous_commit: 'off', wal_writer_delay: '10000' }
    assert.match(decide({ writes: [old, lost], settings: slow }).reason, /wal_writer_delay/)
  })

  test('what a lying disk lost is as old as its lie, and nothing older', () => {
    const lie = { fault: 'lying-flush-all', leadMs: 3000 }
    const at = (before: number) => decide({ ...lie, writes: [old, { before, lost: true }] })
    assert.equal(at(4600).verdict, 'holds', at(4600).reason)
    assert.equal(at(4601).verdict, 'violated')
  })

  test('what its own disk ended lost the latest; what survived from one end to another is no hole', () => {
    const end = { fault: failing[0], tookMs: 2000, logged: [panic] }
    const lost = { before: 300, lost: true }
    assert.equal(decide({ ...end, writes: [old, lost] }).verdict, 'holds')
    assert.equal(
      decide({ ...end, writes: [{ before: 9000 }, { before: 5000, lost: true }] }).verdict,
      'violated',
    )
    const between = [old, { before: -500, lost: true }, { before: -1000 }]
    const { verdict, wouldHold } = decide({ ...end, writes: between })
    assert.deepEqual([verdict, wouldHold], ['unknown', true])
  })
})

test('a disk that lies is no server that loses', () => {
  const lie = { fault: 'lying-flush-all', leadMs: 1000 }
  const lost = { writes: [{ before: 5000 }, { before: 100, lost: true }] }
  const { verdict, reason } = synchronous.decide(...crashedRun({ ...lie, ...lost }))
  assert.deepEqual([verdict, reason.includes('disk of n1')], ['unknown', true])
})

describe('without fsync', () => {
  const mode = { synchronous_commit: 'on' }
  const ofPower = powerLossMayLose(mode, set)
  const ofServers = crashLosesNothing(mode, set, 'of servers alone')
  const unforced = { settings: { fsync: 'off' } }
  const lost = [{ before: 5000, lost: true }, { before: 100 }]
  const run = { fault: 'power-cut-all', ...unforced, writes: lost }
  const isOnTrial = ({ trial }: typeof ofPower, more: Partial<Run>) =>
    (trial as (evidence: unknown) => boolean)(crashedRun({ ...run, ...more })[1])

  test('a loss of power may lose anything, and one that lost nothing shows nothing', () => {
    const { decide } = ofPower
    assert.equal(decide(...crashedRun(run)).verdict, 'holds')
    assert.equal(decide(...crashedRun({ ...run, fault: 'lying-flush-n1' })).verdict, 'holds')
    assert.equal(decide(...crashedRun({ ...run, writes: [{ before: 5 }] })).verdict, 'unknown')
    const forced = { ...run, settings: { fsync: 'on' } }
    assert.equal(decide(...crashedRun(forced)).verdict, 'unknown')
    assert.equal(synchronous.decide(...crashedRun(forced)).verdict, 'violated')
    assert.equal(decide(...crashedRun({ ...run, failover: true })).verdict, 'unknown')
  })

  test('what was acknowledged after it is not lost by it', () => {
    const late = { ...run, writes: [{ before: 5000 }, { before: -2000, lost: true }] }
    assert.equal(ofPower.decide(...crashedRun(late)).verdict, 'violated')
  })

  test('or leave data that are none, whoever tells of them', () => {
    const [judged, evidence] = crashedRun({ ...run, writes: [{ before: 5 }] })
    const integrity = said('fail', {}, 'corruption')
    const corrupted = { ...judged, checks: { ...judged.checks, integrity } }
    assert.equal(ofPower.decide(corrupted, evidence).verdict, 'holds')
    assert.ok(ofPower.covers('integrity', integrity.anomalies[0], corrupted))
    assert.ok(!ofPower.covers('divergence', integrity.anomalies[0], corrupted))
  })

  test('a server that dies alone loses nothing, for its system lives', () => {
    for (const fault of ['crash-primary', 'immediate-primary', 'oom-primary']) {
      assert.ok(!isOnTrial(ofPower, { fault }), fault)
      assert.ok(isOnTrial(ofServers, { fault }), fault)
      assert.equal(ofServers.decide(...crashedRun({ ...run, fault })).verdict, 'violated')
    }
    for (const fault of ['power-cut-all', 'lying-flush-n1', 'kill-primary', 'blackout']) {
      assert.ok(isOnTrial(ofPower, { fault }), fault)
      assert.ok(!isOnTrial(ofServers, { fault }), fault)
    }
    const end = { fault: failing[1], logged: [panic] }
    assert.deepEqual([isOnTrial(ofPower, end), isOnTrial(ofServers, end)], [true, false])
  })
})
