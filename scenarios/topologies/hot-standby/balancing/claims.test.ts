import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { FIRST_FINAL_PROCESS } from '../../../../runner/final-reads.ts'
import type { Evidence } from '../../../../runner/evidence.ts'
import { answered } from '../../../claims/judged.fixture.ts'
import {
  evidence,
  failover,
  read,
  switchover,
  write,
  type Lines,
} from '../../../claims/reads.fixture.ts'
import { ownWritesAreSeen } from './own-writes.ts'
import { readsReachWhomTheyShould } from './reads-reach.ts'
import { sessionsSeen, tellSessions } from './sessions.ts'
import { writesReachThePrimary } from './writes-reach.ts'

const judged = answered('linearizability', 'pass')
const servers = ['n1', 'n2', 'n3']
const balanced = { balance: 'libpq', servers, primary: 'n1', isDistributed: false } as const

const failing = (f: 'read' | 'write', node: string, error: string, process = 0): Lines => {
  const asked = { process, f, key: 1, value: 9, node }
  return [
    { ...asked, type: 'invoke' },
    { ...asked, type: 'fail', error },
  ]
}
const readOnly = '25006 cannot execute UPDATE in a read-only transaction'
const hungUp = 'ECONNRESET read ECONNRESET'
const nobody = '08001 no host will do'
const killed: Lines = [
  { process: 'fault', kind: 'fault', type: 'invoke', f: 'kill-n1', value: { nodes: ['n1'] } },
  { process: 'fault', kind: 'fault', type: 'ok', f: 'kill-n1', value: { nodes: ['n1'] } },
]

describe('writes reach the primary', () => {
  const claim = writesReachThePrimary(balanced)
  const decide = (...lines: Lines[]) => claim.decide(judged, evidence(...lines))

  test('where each was taken by who was it then, over changes of the primary', () => {
    const lines = [write(1), failing('write', 'n1', hungUp), failover('n1', 'n2'), write(2, 'n2')]
    const { verdict, reason, power } = decide(...lines, switchover('n2', 'n3'), write(3, 'n3', 1))
    assert.equal(verdict, 'holds', reason)
    assert.deepEqual(power, { writes: 3, changesOfThePrimary: 2, refused: 0 })
    assert.match(reason, /Sessions of writers: 1 with n1 \(1 cut\), 1 with n2, 1 with n3\.$/)
  })

  test('not where one was sent to a server that takes none', () => {
    const lines = [write(1), failover('n1', 'n2'), failing('write', 'n1', readOnly), write(2, 'n2')]
    const { verdict, reason } = decide(...lines)
    assert.equal(verdict, 'violated')
    assert.match(reason, /^1 writes were sent .* the first to n1 at 0\.500 s\./)
  })

  test('nor where the old primary went on taking them', () => {
    const { verdict, reason } = decide(write(1), failover('n1', 'n2'), write(2, 'n1'))
    assert.equal(verdict, 'violated')
    assert.match(reason, /^n1 took a write that was begun after n2 had become the primary/)
  })

  test('and where all try the primary first, unless somebody had to look further', () => {
    const onTrial = (...lines: Lines[]) =>
      (claim.trial as (of: Evidence) => boolean)(evidence(...lines))
    assert.equal(decide(write(1)).verdict, 'unknown')
    assert.equal(onTrial(write(1)), false)
    for (const further of [
      [write(1), failover('n1', 'n2')],
      [write(1), failing('write', 'n1', hungUp)],
      [write(1), failing('write', 'n2', readOnly, 1)],
    ])
      assert.equal(onTrial(...further), true)
    assert.equal(decide(write(1), failing('write', 'n1', hungUp)).verdict, 'holds')
    const anyOrder = writesReachThePrimary({ ...balanced, isDistributed: true })
    assert.equal(anyOrder.decide(judged, evidence(write(1))).verdict, 'holds')
  })

  test('a read that is refused so is none, and without a write nothing is said', () => {
    assert.equal(decide(failing('read', 'n2', readOnly)).verdict, 'unknown')
    assert.equal(decide(failing('write', 'n1+n2+n3', nobody)).verdict, 'unknown')
  })
})

describe('reads reach standbys', () => {
  const claimOf = (reads: 'standbys' | 'prefer-standbys' | 'primary', balance = 'libpq') =>
    readsReachWhomTheyShould({ ...balanced, balance: balance as 'libpq' | 'haproxy', reads })
  const decide = (claim = claimOf('standbys'), ...lines: Lines[]) =>
    claim.decide(judged, evidence(...lines))

  test('where each session is opened with one', () => {
    const { verdict, reason, power } = decide(claimOf('standbys'), read(1, 'n2'), read(1, 'n3', 2))
    assert.equal(verdict, 'holds', reason)
    assert.deepEqual(power, { sessions: 2, changesOfThePrimary: 0 })
  })

  test('one that is promoted then keeps its sessions, and gets no new ones', () => {
    const kept = [read(1, 'n2'), failover('n1', 'n2'), read(2, 'n2')]
    assert.equal(decide(claimOf('standbys'), ...kept).verdict, 'holds')
    const { verdict, reason } = decide(claimOf('standbys'), ...kept, read(2, 'n2', 7))
    assert.equal(verdict, 'violated')
    assert.match(
      reason,
      /1 of 2 sessions were opened with no standby, the first with n2 at 0\.600 s/,
    )
    // A look that comes now and then has not come yet.
    assert.equal(decide(claimOf('standbys', 'haproxy'), ...kept, read(2, 'n2', 7)).verdict, 'holds')
    const late = Array.from({ length: 10 }, () => read(2, 'n3'))
    const later = [...kept, ...late, read(2, 'n2', 7)]
    assert.equal(decide(claimOf('standbys', 'haproxy'), ...later).verdict, 'violated')
  })

  test('a session that was lost is opened anew, and a final read opens none', () => {
    const lost = [read(1, 'n2'), failing('read', 'n2', hungUp, 1), read(1, 'n1')]
    assert.equal(decide(claimOf('standbys'), ...lost).verdict, 'violated')
    assert.equal(decide(claimOf('standbys'), read(1, 'n1', FIRST_FINAL_PROCESS)).verdict, 'unknown')
  })

  test('where standbys are only preferred, the primary may be read once anything is broken', () => {
    const preferred = claimOf('prefer-standbys')
    assert.equal(decide(preferred, read(1, 'n2'), killed, read(1, 'n1', 5)).verdict, 'holds')
    assert.equal(decide(preferred, read(1, 'n1')).verdict, 'violated')
    assert.equal(decide(preferred, killed, read(1, 'n1')).verdict, 'unknown')
  })

  test('where the primary is to be read, it is', () => {
    const ofPrimary = claimOf('primary')
    const reads = [read(1, 'n1'), failover('n1', 'n2'), read(1, 'n2', 3)]
    assert.equal(decide(ofPrimary, ...reads).verdict, 'holds')
    assert.equal(decide(ofPrimary, ...reads, read(1, 'n3', 4)).verdict, 'violated')
    // All try it first, and nobody had to look further.
    assert.equal(decide(ofPrimary, read(1, 'n1')).verdict, 'unknown')
    assert.equal((ofPrimary.trial as (of: Evidence) => boolean)(evidence(read(1, 'n1'))), false)
  })

  test('whoever looks now and then may take the old primary for one for as long', () => {
    const looks = claimOf('primary', 'haproxy')
    const switched = [read(1, 'n1'), switchover('n1', 'n2')]
    assert.equal(decide(looks, ...switched, read(1, 'n1', 3)).verdict, 'holds')
    assert.equal(decide(looks, ...switched, read(1, 'n3', 3)).verdict, 'violated')
    const late = Array.from({ length: 10 }, () => read(2, 'n1'))
    assert.equal(decide(looks, ...switched, ...late, read(1, 'n1', 3)).verdict, 'violated')
    assert.equal(decide(claimOf('primary'), ...switched, read(1, 'n1', 3)).verdict, 'violated')
  })
})

test('sessions are told with their servers, and those that were lost with no refused statement', () => {
  const conflict = '40001 canceling statement due to conflict with recovery'
  const { history } = evidence(
    read(1, 'n2'),
    failing('read', 'n2', conflict, 1),
    read(1, 'n2'),
    read(1, 'n3', 2),
    failing('read', 'n3', hungUp, 2),
    failing('read', 'haproxy', nobody, 2),
    read(1, 'n2', 2),
  )
  const sessions = sessionsSeen(history, servers, 'read')
  assert.equal(tellSessions(sessions, servers), '0 with n1, 2 with n2, 1 with n3 (1 cut)')
})

describe('a transaction sees what it wrote', () => {
  const claim = ownWritesAreSeen('n1')
  const txn = (value: unknown[], node: string, process = 0): Lines => {
    const asked = { process, f: 'txn', node }
    const nulls = value.map((micro) => (micro as unknown[]).with(2, null))
    return [
      { ...asked, type: 'invoke', value: nulls },
      { ...asked, type: 'ok', value },
    ]
  }
  const elsewhere = txn([['r', 1, []]], 'n2', 1)
  const own = (list: number[]) => {
    const micros = [
      ['append', 1, 5],
      ['r', 1, list],
    ]
    return txn(micros, 'n1')
  }
  const decide = (...lines: Lines[]) => claim.decide(judged, evidence(...lines))

  test('on the primary, while others read elsewhere', () => {
    const { verdict, power } = decide(own([4, 5]), elsewhere)
    assert.equal(verdict, 'holds')
    assert.deepEqual(power, { readsOfOwnWrites: 1, readsOfOthers: 1 })
  })

  test('and not on a standby', () => {
    const { verdict, reason } = decide(own([4]), elsewhere)
    assert.equal(verdict, 'violated')
    assert.match(reason, /^1 of 1 reads lacked what .* operation 0\.$/)
  })

  test('of which nothing is said where nobody is read elsewhere', () => {
    assert.equal(decide(own([5])).verdict, 'unknown')
    assert.equal((claim.trial as (e: unknown) => boolean)(evidence(elsewhere)), false)
  })
})
