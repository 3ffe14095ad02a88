import assert from 'node:assert/strict'
import { after, before, suite, test } from 'node:test'
import { installedPackage } from '../../runner/runtimes/embedded/binaries.ts'
import { openRuntime } from '../../runner/runtimes/open.ts'
import type { Runtime } from '../../runner/runtimes/runtime.ts'
import { isolationLevels, type Request, type Session } from '../../runner/workload.ts'
import { postgresClient } from '../../scenarios/databases/postgres/client.ts'
import { makeRoles } from '../../scenarios/databases/postgres/roles.ts'
import { PostgresServer } from '../../scenarios/databases/postgres/server.ts'
import { fillTables, makeTables } from '../../scenarios/databases/postgres/tables.ts'
import { bank } from '../../scenarios/workloads/bank.ts'

const missing = installedPackage() === undefined && "PostgreSQL's npm binaries are not installed"
const roles = makeRoles()
const read: Request = { f: 'read', value: null, access: 'read' }
let id = 0
const transfer = (payer: number, payee: number, amount: number): Request => ({
  f: 'transfer',
  value: { id: id++, payer, payee, amount },
  access: 'write',
})
const tooMuch = 1_000_000

suite('what a request began and did not finish is rolled back', { skip: missing }, () => {
  let runtime: Runtime
  let server: PostgresServer
  const work = Object.fromEntries(isolationLevels.map((level) => [level, bank(level).work]))

  before(async () => {
    runtime = await openRuntime('embedded', { runId: `rolled-back-${process.pid}`, progress() {} })
    const node = await runtime.start({ name: 'n1', ports: ['sql'] })
    server = new PostgresServer(node, roles)
    await server.initialize()
    await server.start()
    const endpoint = node.endpoint()
    const { tables } = bank('serializable')
    const client = { endpoint, credentials: roles.client, timeoutMs: 10_000 }
    await makeTables(client, tables)
    await fillTables(client, tables)
  })

  after(async () => {
    server?.disconnect()
    await runtime?.[Symbol.asyncDispose]()
  })

  const open = (level: string): Promise<Session> => {
    const { node } = server
    const route = { node: node.name, endpoints: [node.endpoint()] }
    return postgresClient(roles.client).connect(route, work[level], 10_000)
  }

  /** A session that goes on as if nothing had been begun, and another that is not held up. */
  async function goesOn(level: string, session: Session, before: unknown): Promise<void> {
    assert.ok(session.usable)
    assert.deepEqual((await session.apply(read)).value, before)
    assert.equal((await session.apply(transfer(4, 2, 1))).type, 'ok')
    const other = await open(level)
    try {
      const held = before as Record<string, number>
      const seen = (await other.apply(read)).value
      assert.deepEqual(seen, { ...held, 2: held[2] + 1, 4: held[4] - 1 }, 'it was not committed')
      assert.equal((await other.apply(transfer(2, 4, 1))).type, 'ok')
    } finally {
      await other.close()
    }
    assert.deepEqual((await session.apply(read)).value, before)
  }

  for (const level of isolationLevels) {
    test(`at ${level}, a miss after a change takes the change back`, async () => {
      const session = await open(level)
      try {
        const { value } = await session.apply(read)
        const missed = transfer(4, 2, tooMuch)
        assert.deepEqual(await session.apply(missed), { type: 'fail', value: missed.value })
        await goesOn(level, session, value)
      } finally {
        await session.close()
      }
    })

    test(`at ${level}, so does an error of the server`, async () => {
      const session = await open(level)
      try {
        const done = transfer(4, 2, 1)
        assert.equal((await session.apply(done)).type, 'ok')
        const { value } = await session.apply(read)
        const { type, error } = await session.apply(done)
        assert.deepEqual([type, error?.slice(0, 5)], ['fail', '23505'])
        await goesOn(level, session, value)
      } finally {
        await session.close()
      }
    })
  }
})
