import assert from 'node:assert/strict'
import { test } from 'node:test'
import { startsAsJson, startsTable, type Started } from './table.ts'

const start = (startedSeconds: number, replicatedSeconds: number) => ({
  startedSeconds,
  replicatedSeconds,
})

const all: Started[] = [
  { topology: 'logical', runtime: 'embedded', starts: [start(3, 9), start(1, 2), start(2, 4)] },
  { topology: 'galera', runtime: 'embedded', starts: [], leftOut: 'it has no mariadb' },
]

test('the median counts, and the range stands beside it', () => {
  const [, logical, galera] = startsTable(all, 100).split('\n')
  assert.match(logical, /^logical +embedded +4\.00 s +2\.00 s +9\.00 s +2\.00 s +3$/)
  assert.match(galera, /^galera +embedded +0 +it has no mariadb$/)
})

test('a program gets each start too, and no figures of what did not start', () => {
  const [logical, galera] = startsAsJson(all) as Record<string, unknown>[]
  assert.deepEqual(logical.replicatedSeconds, { median: 4, least: 2, most: 9 })
  assert.equal((logical.starts as unknown[]).length, 3)
  assert.equal('replicatedSeconds' in galera, false)
})
