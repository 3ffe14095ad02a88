import assert from 'node:assert/strict'
import { test } from 'node:test'
import { bothWaysOfReading } from './both-ways.ts'
import type { PostgresServer } from './server.ts'

interface Rows {
  count: string
  digest: string | null
}

/** A server with one table, which it reads with index scans switched off, or else by its key, as told. */
function serverReading(by: Record<'table' | 'key', Rows | Error>): PostgresServer {
  let way: 'table' | 'key' | undefined
  const session = {
    connection: { stream: { destroy() {} } },
    async query(text: string) {
      if (text.includes('pg_index'))
        return { rows: [{ table: 't', index: 't_pkey', columns: 'k' }] }
      if (text.includes('enable_indexscan = off')) way = 'table'
      if (text.includes('enable_seqscan = off')) way = 'key'
      if (!text.includes('md5(')) return { rows: [] }
      const said = by[way!]
      if (said instanceof Error) throw said
      return { rows: [said] }
    },
  }
  return { connect: async () => session } as unknown as PostgresServer
}

const rows = (count: string, digest = 'a'): Rows => ({ count, digest })
const failing = (code: string) => Object.assign(new Error('invalid page in block 0'), { code })

test('a table that says the same both ways is sound', async () => {
  assert.deepEqual(await bothWaysOfReading(serverReading({ table: rows('3'), key: rows('3') })), [])
})

test('rows that one way shows and the other does not are told, and so are others in their place', async () => {
  const told = (key: Rows) => bothWaysOfReading(serverReading({ table: rows('3'), key }))
  assert.deepEqual(await told(rows('4')), ['table "t": 3 rows by itself and 4 by "t_pkey"'])
  assert.deepEqual(await told(rows('3', 'b')), [
    'table "t": 3 rows by itself and 3 by "t_pkey", and others',
  ])
})

test('what the server says of damage is told in its words, and what it says of else is none', async () => {
  const told = (code: string) =>
    bothWaysOfReading(serverReading({ table: rows('3'), key: failing(code) }))
  assert.deepEqual(await told('XX001'), ['table "t": invalid page in block 0'])
  await assert.rejects(told('57P01'))
})
