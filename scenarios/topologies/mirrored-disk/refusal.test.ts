import assert from 'node:assert/strict'
import { test } from 'node:test'
import { SplitbrainError } from '../../../history/errors.ts'
import type { PostgresServer } from '../../databases/postgres/server.ts'
import { startOnMirror } from './refusal.ts'

const at = '2026-01-02 03:04:05.678 UTC [4711] '
const noCheckpoint = `${at}FATAL:  could not locate a valid checkpoint record at 0/3000148\n`

/** What becomes of a start, by what its server says meanwhile and what is left of it. */
async function failure({
  says = noCheckpoint,
  code = 'runtime',
  running = true,
}: {
  says?: string
  code?: 'runtime' | 'timeout'
  running?: boolean
}): Promise<string> {
  let log = `${at}PANIC:  of an earlier life\n`
  const node = { name: 'n2', logs: async () => log, running: async () => running }
  const start = async () => {
    log += says
    throw new SplitbrainError(code, 'It did not start.')
  }
  return startOnMirror({ node, start } as unknown as PostgresServer).then(
    () => 'none',
    (error: Error) => error.message,
  )
}

test('a server that ends by a word of its own refuses its mirror, and that word is told', async () => {
  assert.match(await failure({}), /^Node n2 refuses its mirror: .*valid checkpoint record/)
  const panic = `${at}PANIC:  WAL contains references to invalid pages\n`
  assert.match(await failure({ says: panic }), /refuses its mirror/)
})

test('who is slow, or was killed, or has no room, has not refused', async () => {
  const other = 'It did not start.'
  assert.equal(await failure({ code: 'timeout' }), other)
  assert.equal(await failure({ running: false }), other)
  assert.equal(await failure({ says: '' }), other, 'what it said in an earlier life')
  const session = `${at}splitbrain FATAL:  the database system is starting up\n`
  assert.equal(await failure({ says: session }), other)
  const full = `${at}FATAL:  could not write to file "pg_wal/x": No space left on device\n`
  assert.equal(await failure({ says: full }), other)
})
