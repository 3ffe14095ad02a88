import assert from 'node:assert/strict'
import { test } from 'node:test'
import { refusedIn } from './stopped-apply.ts'

const at = '2026-01-02 03:04:05.678 UTC'

/** What a worker writes as it fails on a change of the server that it calls by an origin. */
const failure = (pid: number, lsn: string, error: string, origin = 'pg_16390') => [
  `${at} [${pid}] ERROR:  ${error}`,
  `${at} [${pid}] DETAIL:  Key (key)=(3) already exists.`,
  `${at} [${pid}] CONTEXT:  processing remote data for replication origin "${origin}" during message type "INSERT" for replication target relation "public.reservations" in transaction 757, finished at ${lsn}`,
  `${at} [99] LOG:  background worker "logical replication apply worker" (PID ${pid}) exited with exit code 1`,
]

const duplicate = 'duplicate key value violates unique constraint "reservations_pkey"'
const refused = (...lines: string[][]) => refusedIn(lines.flat().join('\n'))

test('what is refused again and again is counted by its place, each origin by itself', () => {
  assert.deepEqual(
    refused(
      failure(1, '0/15', duplicate),
      failure(2, '0/15', duplicate),
      failure(3, '0/99', duplicate, 'pg_2'),
    ),
    [
      {
        origin: 'pg_16390',
        lsn: '0/15',
        text: `${duplicate}: Key (key)=(3) already exists.`,
        times: 2,
      },
      {
        origin: 'pg_2',
        lsn: '0/99',
        text: `${duplicate}: Key (key)=(3) already exists.`,
        times: 1,
      },
    ],
  )
})

test('one that got further and is refused there is counted anew', () => {
  const [{ lsn, times }] = refused(
    failure(1, '0/15', duplicate),
    failure(2, '0/15', duplicate),
    failure(3, '0/16', duplicate),
  )
  assert.deepEqual([lsn, times], ['0/16', 1])
})

test('a newer server tells of it in other words', () => {
  const error = 'conflict detected on relation "public.reservations": conflict=insert_exists'
  assert.equal(refused(failure(1, '1/A', error))[0].lsn, '1/A')
})

test('a client’s own failure, another error and another process’s place are none', () => {
  const client = failure(1, '0/15', duplicate).map((line) => line.replace('] ', '] splitbrain '))
  assert.deepEqual(refused(client), [])
  assert.deepEqual(refused(failure(1, '0/15', 'deadlock detected')), [])
  const [error, , context] = failure(1, '0/15', duplicate)
  assert.deepEqual(refused([error, context.replace('[1]', '[2]')]), [])
})
