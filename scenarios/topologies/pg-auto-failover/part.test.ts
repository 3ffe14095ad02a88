import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { PostgresServer } from '../../databases/postgres/server.ts'
import { partForClients } from './part.ts'

const saying = (only: string) => ({ look: async () => [{ only }] }) as unknown as PostgresServer

test('a server that is promoted takes no writes while it is read-only', async () => {
  const promoted = { standby: false, lsnBytes: 7, timeline: 2 }
  assert.deepEqual(await partForClients(promoted, saying('on')), { standby: true, lsnBytes: 7 })
  assert.deepEqual(await partForClients(promoted, saying('off')), promoted)
})

test('a standby is one whatever its transactions are by default', async () => {
  const standby = { standby: true, lsnBytes: 7 }
  assert.deepEqual(await partForClients(standby, saying('off')), standby)
})
