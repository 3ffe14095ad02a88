import assert from 'node:assert/strict'
import { test } from 'node:test'
import { badPages } from './pg-checksums.ts'

const summary = `Checksum operation completed
Files scanned:   955
Blocks scanned:  2906
`

test('each page whose checksum is wrong is a line, in its own words', () => {
  assert.deepEqual(badPages(0, `${summary}Bad checksums:  0\n`), [])
  const failed =
    'checksum verification failed in file "data/base/5/16384", block 3: calculated checksum 3CD2 but block contains 9A1'
  const said = `pg_checksums: error: ${failed}\n${summary}Bad checksums:  1\n`
  assert.deepEqual(badPages(1, said), [failed])
})

test('a file that it can’t read to its end is damaged too', () => {
  const short = 'could not read block 2 in file "data/base/5/16384": read 4096 of 8192'
  assert.deepEqual(badPages(1, `pg_checksums: error: ${short}\n`), [short])
})

test('what it could not look at is no clean bill of health', () => {
  const up = 'pg_checksums: error: cluster must be shut down\n'
  assert.throws(() => badPages(1, up), /ended with 1: .*must be shut down/)
})
