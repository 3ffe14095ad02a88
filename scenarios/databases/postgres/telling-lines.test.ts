import assert from 'node:assert/strict'
import { test } from 'node:test'
import { tellingLines } from './telling-lines.ts'

const at = '2026-01-02 03:04:05.678 UTC [4711] '
const log = (...lines: string[]) => lines.map((line) => `${at}${line}\n`).join('')

test('what tells of a panic or of damaged data is told with its severity', () => {
  const telling = [
    'PANIC:  WAL contains references to invalid pages',
    'ERROR:  invalid page in block 3 of relation base/5/16384',
    'ERROR:  could not read block 7 in file "base/5/16384": Input/output error',
    'WARNING:  checksum verification failed in file "./base/5/16384", block 2: calculated 1 but expected 2',
    'ERROR:  index "elements_pkey" contains corrupted page at block 1',
    'ERROR:  index "elements_pkey" contains unexpected zero page at block 1',
    'FATAL:  could not access status of transaction 1260',
    'ERROR:  could not open file "base/5/16384": No such file or directory',
    'PANIC:  could not locate a valid checkpoint record at 0/3000148',
    'FATAL:  incorrect checksum in control file',
    'ERROR:  xlog flush request 0/4A2B3C8 is not satisfied --- flushed only to 0/4900000',
    'ERROR:  unexpected data beyond EOF in block 5 of relation base/5/16384',
  ]
  assert.deepEqual(
    tellingLines(log(...telling)),
    telling.map((line) => line.replace(':  ', ': ')),
  )
  const [panic] = telling
  assert.equal(tellingLines(log(`splitbrain ${panic}`)).length, 1)
  assert.equal(tellingLines(log(`pglogical apply 5:4226146208 ${panic}`)).length, 1)
})

test('what a killed server says as it recovers is nothing of the kind', () => {
  const usual = log(
    'LOG:  database system was interrupted while in recovery at log time 2026-01-02 03:04:05 UTC',
    'HINT:  If this has occurred more than once some data might be corrupted and you might need to choose an earlier recovery target.',
    'LOG:  incorrect resource manager data checksum in record at 0/3000148',
    'LOG:  corrupted statistics file "pg_stat/pgstat.stat"',
    'LOG:  invalid record length at 0/3000148: expected at least 24, got 0',
    'WARNING:  terminating connection because of crash of another server process',
    'DETAIL:  The postmaster has commanded this server process to roll back the current transaction and exit, because another server process exited abnormally and possibly corrupted shared memory.',
    'ERROR:  duplicate key value violates unique constraint "elements_pkey"',
    "STATEMENT:  SELECT 'PANIC:  corrupt'",
    'WARNING:  invalid page in block 0 of relation base/5/16385_fsm; zeroing out page',
  )
  assert.deepEqual(tellingLines(usual), [])
})
