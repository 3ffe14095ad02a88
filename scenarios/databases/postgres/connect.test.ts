import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer, type AddressInfo, type Socket } from 'node:net'
import { test, type TestContext } from 'node:test'
import { connect } from './connect.ts'

/** What a client says first, to a server that then hangs up. */
async function firstWords(t: TestContext): Promise<Buffer> {
  const server = createServer().listen(0, '127.0.0.1')
  t.after(() => server.close())
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const credentials = { user: 'someone', password: 'secret', database: 'somewhere' }
  const endpoint = { host: '127.0.0.1', port }
  const refused = assert.rejects(connect({ endpoint, credentials, timeoutMs: 5_000 }))
  const [socket] = (await once(server, 'connection')) as [Socket]
  const [words] = (await once(socket, 'data')) as [Buffer]
  socket.destroy()
  await refused
  return words
}

/** Protocol message StartupMessage: length, version 3.0, and names with values that end in a zero each. */
function settingsIn(words: Buffer): Record<string, string> {
  assert.equal(words.readInt32BE(4), 3 << 16, 'no startup message')
  const texts = words.subarray(8).toString().split('\0')
  const settings: Record<string, string> = {}
  for (let i = 0; texts[i] !== ''; i += 2) settings[texts[i]] = texts[i + 1]
  return settings
}

const usersEnvironment = {
  PGOPTIONS: '-c synchronous_commit=off',
  PGSSLMODE: 'require',
  PGSSLNEGOTIATION: 'direct',
  PGHOST: 'elsewhere.invalid',
  PGPORT: '1',
  PGUSER: 'nobody',
  PGPASSWORD: 'wrong',
  PGDATABASE: 'nowhere',
  PGAPPNAME: 'theirs',
  PGREPLICATION: 'database',
  PGBINARY: '1',
  PGCLIENT_ENCODING: 'LATIN1',
  PGCLIENTENCODING: 'LATIN1',
  PGCONNECT_TIMEOUT: '1',
  PGTZ: 'Antarctica/Troll',
  NODE_PG_FORCE_NATIVE: '1',
}

test("a session begins with nothing of the user's environment", async (t) => {
  const expected = settingsIn(await firstWords(t))
  assert.equal(expected.user, 'someone')
  t.after(() => {
    for (const name of Object.keys(usersEnvironment)) delete process.env[name]
  })
  Object.assign(process.env, usersEnvironment)
  assert.deepEqual(settingsIn(await firstWords(t)), expected)
  for (const name of Object.keys(usersEnvironment)) assert.ok(!(name in process.env), name)
})
