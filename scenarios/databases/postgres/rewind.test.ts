import assert from 'node:assert/strict'
import { test } from 'node:test'
import { errorOf, progressOf } from './rewind.ts'

const interrupted = `pg_rewind: servers diverged at WAL location 0/3040000 on timeline 1
pg_rewind: rewinding from last common checkpoint at 0/3000028 on timeline 1
pg_rewind: need to copy 52 MB (total source directory size is 73 MB)
    0/53834 kB (0%) copied
 2048/53834 kB (3%) copied
pg_rewind: error: unexpected result while fetching remote files: server closed the connection unexpectedly
\tThis probably means the server terminated abnormally
\tbefore or while processing the request.
`

test('a rewind that failed tells why, in all of its own words', () => {
  assert.equal(
    errorOf(interrupted),
    'pg_rewind: error: unexpected result while fetching remote files: server closed the connection unexpectedly This probably means the server terminated abnormally before or while processing the request.',
  )
  assert.equal(errorOf('sh: pg_rewind: not found\n'), 'sh: pg_rewind: not found')
})

test('and how far it had come, if it copied anything', () => {
  assert.deepEqual(progressOf(interrupted), { copied: 2048, of: 53834 })
  assert.equal(progressOf('pg_rewind: no rewind required'), undefined)
})
