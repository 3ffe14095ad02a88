import assert from 'node:assert/strict'
import { test } from 'node:test'
import { complaints } from './amcheck.ts'

const found = `heap table "postgres.public.elements", block 0, offset 3:
    xmin 4294967295 equals or exceeds next valid transaction ID 0:750
btree index "postgres.public.elements_pkey":
    ERROR:  invalid page in block 1 of relation base/5/16387
`

test('each complaint of pg_amcheck is a line, with the place that it speaks of', () => {
  assert.deepEqual(complaints(0, ''), [])
  assert.deepEqual(complaints(2, found), [
    'heap table "postgres.public.elements", block 0, offset 3: xmin 4294967295 equals or exceeds next valid transaction ID 0:750',
    'btree index "postgres.public.elements_pkey": ERROR: invalid page in block 1 of relation base/5/16387',
  ])
})

test('what it could not look at is no clean bill of health, and no corruption either', () => {
  const noServer = 'pg_amcheck: error: connection to server at "h", port 1 failed: refused\n'
  assert.throws(() => complaints(1, noServer), /pg_amcheck ended with 1: .* refused/)
  const skipped = 'pg_amcheck: warning: skipping database "postgres": amcheck is not installed\n'
  assert.throws(() => complaints(0, skipped), /amcheck is not installed/)
  const cancelled = `heap table "postgres.public.elements":
    ERROR:  canceling statement due to conflict with recovery
`
  assert.throws(() => complaints(2, cancelled), /canceling statement/)
})
