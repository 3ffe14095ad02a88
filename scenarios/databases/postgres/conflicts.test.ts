import assert from 'node:assert/strict'
import { test } from 'node:test'
import { toldConflicts } from './conflicts.ts'

test('conflicts are found as each version tells of them, and nothing else is one', () => {
  const log = `
2026-01-01 10:00:00.000 UTC [17] LOG:  conflict detected on relation "public.registers": conflict=update_origin_differs
2026-01-01 10:00:00.001 UTC [17] DETAIL:  Updating the row containing (key)=(1) that was modified locally
2026-01-01 10:00:00.002 UTC [18] ERROR:  duplicate key value violates unique constraint "elements_pkey"
2026-01-01 10:00:00.003 UTC [18] CONTEXT:  processing remote data for replication origin "pg_16400" during message type "INSERT"
2026-01-01 10:00:00.004 UTC [19] splitbrain ERROR:  duplicate key value violates unique constraint "elements_pkey"
2026-01-01 10:00:00.005 UTC [20] LOG:  logical replication apply worker for subscription "paris" has started`
  assert.deepEqual(toldConflicts(log), [
    'conflict detected on relation "public.registers": conflict=update_origin_differs',
    'duplicate key value violates unique constraint "elements_pkey"',
  ])
})
