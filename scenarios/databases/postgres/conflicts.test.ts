import assert from 'node:assert/strict'
import { test } from 'node:test'
import { conflictsByOthers, toldConflicts } from './conflicts.ts'

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

test('that a row was copied by another worker of the same subscription is no conflict with anybody', () => {
  const told = (detail: string) =>
    conflictsByOthers(
      `2026-01-01 10:00:00.000 UTC [17] LOG:  conflict detected on relation "public.accounts": conflict=update_origin_differs
2026-01-01 10:00:00.001 UTC [17] DETAIL:  Updating the row that was modified ${detail} in transaction 755 at 2026-01-01 10:00:00.000+00.`,
    ).length
  assert.equal(told('by a different origin "pg_16405_16390"'), 0)
  assert.equal(told('by a non-existent origin'), 0)
  assert.equal(told('by a different origin "pg_16405"'), 1)
  assert.equal(told('locally'), 1)
})
