import assert from 'node:assert/strict'
import { test } from 'node:test'
import { countSettled } from './pglogical-conflicts.ts'
import { refusedByRule, settledIn } from './pglogical-log.ts'

const at = '2026-01-02 03:04:05.678 UTC'
const by = (pid: number) => `${at} [${pid}] pglogical apply 5:4226146208`

/** What a worker writes as it settles a conflict for one of two versions. */
function settled(
  resolution: string,
  [local, remote] = ['09.550541', '09.861811'],
  pid = 7,
): string[] {
  const time = (seconds: string) => `timestamp=2026-01-02 03:04:${seconds}+00`
  return [
    `${by(pid)} LOG:  CONFLICT: remote UPDATE on relation public.t (local index t_pkey). Resolution: ${resolution}.`,
    `${by(pid)} DETAIL:  existing local tuple {k[int4]:1 v[_int4]:{1}} xid=755,origin=0,${time(local)}; remote tuple {k[int4]:1 v[_int4]:{2}} in xact origin=1,${time(remote)},commit_lsn=0/15E2B98`,
    `${by(pid)} CONTEXT:  apply UPDATE from remote relation public.t in commit before 0/15E2B98, xid 754 committed at 2026-01-02 03:04:09.861811+00 (action #2) from node replorigin 1`,
  ]
}

/** What it writes of an update of a row that is gone. */
const skipped = [
  `${by(7)} LOG:  CONFLICT: remote UPDATE on relation public.t replica identity index t_pkey (tuple not found). Resolution: skip.`,
  `${by(7)} DETAIL:  remote tuple {k[int4]:3 v[_int4]:{5}} in xact origin=1,timestamp=2026-01-02 03:04:09.596141+00,commit_lsn=0/15E34D8`,
]

const counted = (...lines: string[][]) => countSettled(settledIn(lines.flat().join('\n')))
const none = { applied: 0, kept: 0, skipped: 0, newerWon: 0, olderWon: 0 }

test('a conflict is told with what was kept, and whether that is the newer version', () => {
  assert.deepEqual(settledIn(settled('apply_remote').join('\n')), [
    {
      change: 'UPDATE on relation public.t',
      resolution: 'apply_remote',
      localAt: '2026-01-02 03:04:09.550541+00',
      remoteAt: '2026-01-02 03:04:09.861811+00',
    },
  ])
  assert.deepEqual(counted(settled('apply_remote')), { ...none, applied: 1, newerWon: 1 })
  assert.deepEqual(counted(settled('keep_local')), { ...none, kept: 1, olderWon: 1 })
})

test('times are compared to the microsecond, though their last zeros are left out', () => {
  const close: [string, string] = ['09.1', '09.100001']
  assert.deepEqual(counted(settled('apply_remote', close)), { ...none, applied: 1, newerWon: 1 })
  assert.deepEqual(counted(settled('keep_local', ['09', '08.999999'])), {
    ...none,
    kept: 1,
    newerWon: 1,
  })
  assert.deepEqual(counted(settled('keep_local', ['09.5', '09.5'])), { ...none, kept: 1 })
})

test('what is skipped is of no version, and lines of two workers may alternate', () => {
  assert.deepEqual(counted(skipped), { ...none, skipped: 1 })
  const [one, other] = [settled('apply_remote'), settled('keep_local', ['08', '07'], 8)]
  const alternating = one.flatMap((line, i) => [line, other[i]])
  assert.deepEqual(counted(alternating), { ...none, applied: 1, kept: 1, newerWon: 2 })
})

/** What it writes as it refuses a change. */
const refusal = (
  lsn: string,
  { origin = 1, pid = 9, error = 'cannot apply conflicting row' } = {},
) => [
  `${by(pid)} ERROR:  ${error}`,
  `${by(pid)} CONTEXT:  apply UPDATE from remote relation public.t in commit before ${lsn}, xid 795 committed at 2026-01-02 03:04:18.398199+00 (action #2) from node replorigin ${origin}`,
  `${by(pid)} LOG:  apply worker [${pid}] at slot 1 generation 13 exiting with error`,
]
const refused = (...lines: string[][]) => refusedByRule(lines.flat().join('\n'))

test('what is refused again and again is counted by its place, each origin by itself', () => {
  assert.deepEqual(refused(refusal('0/15'), refusal('0/15'), refusal('0/99', { origin: 2 })), [
    {
      origin: '1',
      lsn: '0/15',
      text: 'cannot apply conflicting row: UPDATE of public.t',
      times: 2,
    },
    {
      origin: '2',
      lsn: '0/99',
      text: 'cannot apply conflicting row: UPDATE of public.t',
      times: 1,
    },
  ])
  const [further] = refused(refusal('0/15'), refusal('0/15'), refusal('0/16'))
  assert.deepEqual([further.lsn, further.times], ['0/16', 1])
})

test('another error and a conflict that was settled are no refusal', () => {
  assert.deepEqual(refused(refusal('0/15', { error: 'deadlock detected' })), [])
  assert.deepEqual(refused(refusal('0/15', { error: 'duplicate key value violates' })), [])
  assert.deepEqual(refused(settled('apply_remote')), [])
})
