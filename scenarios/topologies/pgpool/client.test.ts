import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Client } from '../../../runner/topology.ts'
import type { Request, Session, Work } from '../../../runner/workload.ts'
import { POOL } from '../../services/pgpool/pgpool.ts'
import { pooledClient } from './client.ts'

/** Whatever it is asked it does by the workload's own words, on a server that is called n2. */
const client: Client = {
  connect: async (_route, work): Promise<Session> => ({
    usable: true,
    close: async () => {},
    async apply(request) {
      const run = async () => ({ rows: [{ name: 'n2' }], count: 1 })
      return { type: 'ok', value: await work.perform({ run }, request) }
    },
  }),
}
const work: Work = { perform: async (_statements, { value }) => value }

async function told(node: string, access: Request['access']) {
  const session = await pooledClient(client).connect({ node, endpoints: [] }, work, 1_000)
  return session.apply({ f: 'any', value: 7, access })
}

test('a read through Pgpool-II is told with the server that its session reads from', async () => {
  assert.deepEqual(await told(POOL, 'read'), { type: 'ok', value: 7, node: 'n2' })
})

test('a write is nobody’s in particular, and a session with a server is its own', async () => {
  assert.deepEqual(await told(POOL, 'write'), { type: 'ok', value: 7 })
  assert.deepEqual(await told('n1', 'read'), { type: 'ok', value: 7 })
})
