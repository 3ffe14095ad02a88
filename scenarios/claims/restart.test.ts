import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { durability } from '../../checkers/durability/durability.ts'
import type { Judged } from '../../runner/claim.ts'
import type { Evidence } from '../../runner/evidence.ts'
import { register } from '../workloads/register.ts'
import { set } from '../workloads/set.ts'
import { lossOnlyIfBothCrash } from './both-crash.ts'
import { waitsForAny } from './judged.fixture.ts'
import { restartCommitsWhatWaits } from './restart.ts'
import { call, event, fault, mode, timeline, type Call } from './timeline.fixture.ts'

const nodes = ['n1', 'n2']
const unforced = {
  synchronous_commit: 'on',
  synchronous_standby_names: 'ANY 1 (n1, n2)',
  fsync: 'off',
}

interface Run {
  /** Of the two writes that wait from 5 s on, which are there at the end. */
  there?: number[]
  waiting?: number
  /** What the blow says beside; its standbys were cut off 400 ms before where nothing else is told. */
  blow?: object
  cut?: boolean
  fell?: boolean
  /** What ended the server at 5.4 s. */
  by?: string
  /** A standby that crashes too. */
  standby?: boolean
  /** Whether somebody reads it all after the crash, and before the primary falls. */
  read?: boolean
  lost?: boolean
  /** A third write waits, and is acknowledged after all just before the blow. */
  late?: boolean
  /** Nothing is forced to the disk. */
  unforced?: boolean
}

/** One write is acknowledged, two wait when the server crashes at 5.4 s; a client gave the first of these up before. */
function crashed(run: Run): [Judged, Evidence] {
  const { there = [1, 2], waiting = 2, blow = { cutAtNs: 5e9 } } = run
  const { by = 'crash-primary', standby = false } = run
  const { cut = false, fell = false, read = false, lost = false, late = false } = run
  const before = { node: 'n1', waiting, lsnBytes: 9 }
  const struck = { nodes: ['n1'], struckAtNs: 5.4e9, before, ...blow }
  const reader = (atMs: number, answer: number[]): Call => ({
    f: 'read',
    process: 9,
    answer,
    ms: [atMs, atMs + 1],
  })
  const evidence = timeline(
    mode('ANY 1 (n1, n2)', { n2: 'quorum' }),
    ...(run.unforced
      ? [
          event('observed', 'mode', [1], {
            node: 'n1',
            settings: unforced,
            standbys: { n2: 'quorum' },
          }),
        ]
      : []),
    fault(by, [5400, 5500], struck),
    ...(standby ? [fault('kill-standby', [6500, 9000], { nodes: ['n2'] })] : []),
    ...(cut ? [fault('cut-replication', [4500, 9000], { nodes, links: ['n2-to-n1'] })] : []),
    ...(fell
      ? [
          fault('kill-primary', [7000, 9000], { nodes: ['n1'] }),
          event('operator', 'failover', [7500, 7600], { from: 'n1', to: 'n2' }),
        ]
      : []),
    ...[
      { value: 0, ms: [1000, 1001] } as Call,
      { value: 1, process: 2, ms: [5010, 5390], type: 'info' } as Call,
      { value: 2, process: 3, ms: [5020, 5450], type: 'info' } as Call,
      ...(late ? [{ value: 3, process: 4, ms: [4900, 5395] } as Call] : []),
      ...(read ? [reader(6000, [0, 1, 2])] : []),
      reader(20_000, [...(lost ? [] : [0]), ...there, ...(late ? [3] : [])]),
    ].map(call),
  )
  const check = durability().check(evidence.history, {})
  return [
    { acknowledged: check.acknowledged, lost: check.lost, checks: { durability: check } },
    evidence,
  ]
}

const trialOf =
  (claim: { trial: unknown }) =>
  (run: Run): boolean =>
    (claim.trial as (e: Evidence) => boolean)(crashed(run)[1])

describe('what waited when the primary restarted', () => {
  const claim = restartCommitsWhatWaits(waitsForAny, nodes, set)
  const decide = (run: Run) => claim.decide(...crashed(run))
  const onTrial = trialOf(claim)

  test('one that is not there breaks it', () => {
    const { verdict, reason } = decide({ there: [2] })
    assert.equal(verdict, 'violated')
    assert.match(reason, /2 commits waited .* of 2 writes that had no answer by then, 1 are there/)
  })

  test('one that may have been answered at the last moment says nothing', () => {
    assert.equal(decide({ waiting: 3, late: true }).verdict, 'unknown')
    assert.equal(decide({ waiting: 4, late: true }).verdict, 'violated')
  })

  test('as many as waited hold, also those that a client had given up', () => {
    assert.deepEqual(decide({}).power, { waitingCommits: 2 })
    assert.equal(decide({}).verdict, 'holds')
    assert.equal(decide({ waiting: 1, there: [1] }).verdict, 'holds')
  })

  test('what a loss of power took that nobody had forced to the disk was never waiting on it', () => {
    assert.ok(onTrial({ by: 'power-cut-primary' }))
    assert.ok(!onTrial({ by: 'power-cut-primary', unforced: true }))
    assert.ok(!onTrial({ by: 'lying-flush-primary' }))
    assert.ok(onTrial({ by: 'crash-primary', unforced: true }))
  })

  test('it is on trial where commits waited for standbys that certainly could not answer', () => {
    assert.ok(onTrial({}))
    assert.ok(!onTrial({ waiting: 0 }))
    assert.ok(!onTrial({ blow: {} }))
    assert.ok(onTrial({ blow: {}, cut: true }))
    assert.ok(!onTrial({ fell: true }))
    assert.ok(onTrial({ by: 'restart-primary' }), 'a restart in order is one')
    assert.ok(!trialOf(restartCommitsWhatWaits(waitsForAny, nodes, register))({}))
  })
})

describe('a loss without a standby that crashed', () => {
  const claim = lossOnlyIfBothCrash(waitsForAny, nodes, set)
  const decide = (run: Run) => claim.decide(...crashed({ fell: true, ...run }))
  const onTrial = trialOf(claim)

  test('of what somebody read since the restart breaks it', () => {
    const { verdict, reason } = decide({ there: [], read: true })
    assert.equal(verdict, 'violated')
    assert.match(reason, /^2 writes that clients had read were lost.*2 commits waited.*no standby/)
  })

  test('of what was acknowledged does so too', () => {
    assert.match(decide({ there: [], lost: true }).reason, /1 of 1 acknowledged writes were lost/)
  })

  test('nothing is said where nobody read it, or it is there', () => {
    assert.equal(decide({ there: [] }).verdict, 'unknown')
    assert.equal(decide({ read: true }).verdict, 'unknown')
  })

  test('it is on trial where a primary that had restarted so was replaced', () => {
    assert.ok(onTrial({ fell: true }))
    assert.ok(onTrial({ fell: true, blow: {}, cut: true }), 'while its standbys were still away')
    assert.ok(!onTrial({}))
    assert.ok(!onTrial({ fell: true, waiting: 0 }))
    assert.ok(onTrial({ fell: true, by: 'restart-primary:mode=fast' }), 'also in order')
  })

  test('it is on none where a standby crashed as well', () => {
    assert.ok(!onTrial({ fell: true, standby: true }))
    const all = { nodes: ['n1', 'n2'], cutAtNs: 5e9 }
    assert.ok(!onTrial({ fell: true, by: 'kill-all', blow: all }))
    assert.ok(!onTrial({ fell: true, by: 'blackout', blow: all }))
  })
})
