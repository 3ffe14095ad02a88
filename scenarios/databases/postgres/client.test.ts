import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer, type AddressInfo } from 'node:net'
import { test, type TestContext } from 'node:test'
import type { Client, Route } from '../../../runner/topology.ts'
import type { Request, Work } from '../../../runner/workload.ts'
import { isMidCommit } from '../../claims/over-servers.ts'
import { Answers } from '../../load/no-op/answers.ts'
import { postgresClient } from './client.ts'
import { connectingAnew } from './connecting-anew.ts'
import { foreignSession } from './foreign-session.ts'

const fields = 'SERROR\0VERROR\0C40001\0Mno\0\0'
const refusal = Buffer.from(`E\0\0\0${String.fromCharCode(4 + fields.length)}${fields}Z\0\0\0\x05I`)

/** A server without a database that refuses whatever has these words; what it hears is told. */
async function serverOf(t: TestContext, refused: string) {
  const heard: string[] = []
  const server = createServer((socket) => {
    const answers = new Answers()
    socket.on('error', () => {})
    socket.on('data', (data) => {
      heard.push(data.toString('latin1'))
      const said = answers.to(data)
      socket.write(data.includes(refused) ? refusal : said)
    })
  }).listen(0, '127.0.0.1')
  t.after(() => server.close())
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const route: Route = { node: 'n1', endpoints: [{ host: '127.0.0.1', port }] }
  return { route, heard }
}

const credentials = { user: 'nobody', password: 'none', database: 'none' }
const add: Request = { f: 'add', value: 1, access: 'write' }
const work: Work = {
  isolation: 'serializable',
  perform: (statements) =>
    statements.run({ name: 'add', text: 'ADD HERE', foreign: 'ADD THERE', values: [] }),
}

async function ended(t: TestContext, client: Client, refused: string) {
  const { route, heard } = await serverOf(t, refused)
  const session = await client.connect(route, work, 1_000)
  const { type, error } = await session.apply(add)
  const { usable } = session
  await session.close()
  return { type, error, usable, said: heard.join('') }
}

test('a serialization failure is certain, be it the commit that fails', async (t) => {
  const { type, error, said } = await ended(t, postgresClient(credentials), 'COMMIT')
  assert.deepEqual([type, error], ['fail', '40001 no'])
  assert.match(said, /ADD HERE/)
})

test('where others commit for a server a commit that fails is in doubt, and told as that', async (t) => {
  const client = postgresClient(credentials, foreignSession)
  const { type, error, said } = await ended(t, client, 'COMMIT')
  assert.equal(type, 'info')
  assert.ok(isMidCommit(error), error)
  assert.match(said, /ADD THERE/)
  const before = await ended(t, client, 'ADD')
  assert.deepEqual([before.type, isMidCommit(before.error), before.usable], ['fail', false, true])
  assert.match(before.said, /ROLLBACK/)
})

test('whoever keeps no connection has used it up with one operation', async (t) => {
  const client = postgresClient(credentials)
  assert.ok((await ended(t, client, 'nothing')).usable)
  assert.ok(!(await ended(t, connectingAnew(client), 'nothing')).usable)
})
