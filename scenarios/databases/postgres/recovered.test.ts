import assert from 'node:assert/strict'
import { test } from 'node:test'
import { recoveryIn } from './recovered.ts'

const start = '2026-01-01 00:00:00 UTC [7] LOG:  starting PostgreSQL 17.11'
const log = (...lines: string[]) =>
  [start, ...lines.map((line) => `2026-01-01 00:00:00 UTC [9] LOG:  ${line}`)].join('\n')

const interrupted = [
  'database system was interrupted; last known up at 2026-01-01 00:00:00 UTC',
  'database system was not properly shut down; automatic recovery in progress',
  'redo starts at 1/FFFFFF00',
  'redo done at 2/00000100 system usage: CPU: user: 0.00 s',
]

test('a crash is told with how much of WAL was replayed, across segments', () => {
  const { said, asAfterACrash, redoneBytes } = recoveryIn(log(...interrupted))
  assert.deepEqual([said.length, asAfterACrash, redoneBytes], [4, true, 512])
})

test('only what was said since the last start counts', () => {
  const clean = log('database system was shut down at 2026-01-01 00:00:00 UTC')
  const { said, asAfterACrash, redoneBytes } = recoveryIn(`${log(...interrupted)}\n${clean}`)
  assert.deepEqual([said.length, asAfterACrash, redoneBytes], [1, false, 0])
})

test('where nothing had to be replayed, nothing was', () => {
  const { redoneBytes } = recoveryIn(log(interrupted[0], interrupted[1], 'redo is not required'))
  assert.equal(redoneBytes, 0)
})
