import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { openRuntime } from '../../runner/runtimes/open.ts'
import { runOn, writeOn } from '../../runner/runtimes/run-on.ts'
import type { Runtime } from '../../runner/runtimes/runtime.ts'
import type { Request, Statements, Work } from '../../runner/workload.ts'
import { connect, hangUp } from '../../scenarios/databases/postgres/connect.ts'
import { preparedOn } from '../../scenarios/databases/postgres/prepared.ts'
import { DECISIONS } from '../../scenarios/services/coordinator/coordinator.ts'
import type { TwoPhase } from '../../scenarios/topologies/two-phase/cluster.ts'
import { layoutOf, options } from '../../scenarios/topologies/two-phase/options.ts'
import { twoPhase } from '../../scenarios/topologies/two-phase/two-phase.ts'
import { siteOf } from '../../scenarios/topologies/topology.ts'

const table = {
  name: 'registers',
  columns: { key: 'integer', value: 'integer' },
  primaryKey: 'key',
  rows: [0, 1, 2].map((key) => [key, 0]),
} as const
const LIMIT_MS = 15_000
const REST_MS = 15_000

describe('a coordinator', () => {
  let runtime: Runtime
  let cluster: TwoPhase

  before(async () => {
    // One at a time: whatever else is prepared leaves no room.
    const given = options.parse({ maxPrepared: 1 })
    const runId = `coordinator-${process.pid}`
    const needs = new Set(layoutOf(given).needs)
    runtime = await openRuntime('embedded', { runId, needs, progress() {} })
    cluster = (await twoPhase.start(await siteOf(layoutOf(given), runtime), given)) as TwoPhase
    await cluster.prepare([{ ...table, columns: { ...table.columns }, rows: [...table.rows] }])
  })
  after(async () => {
    await cluster?.[Symbol.asyncDispose]()
    await runtime?.[Symbol.asyncDispose]()
  })

  const server = (name: string) => cluster.server({ name })
  const valueOf = async (key: number) =>
    Promise.all(
      ['n1', 'n2'].map(async (name) => {
        const text = 'SELECT value FROM registers WHERE key = $1'
        const [{ value }] = await server(name).query<{ value: number }>(text, [key])
        return value
      }),
    )

  /** A transaction by way of a server, the first being n1. */
  async function transact(at: number, perform: (set: Setting) => Promise<unknown>) {
    const request: Request = { f: 'txn', value: null, access: 'write' }
    const work: Work = {
      isolation: 'repeatable-read',
      perform: (statements) => perform((key, value) => setting(statements, key, value)),
    }
    const session = await cluster.client.connect(cluster.route(request, at), work, LIMIT_MS)
    try {
      const { type, error } = await session.apply(request)
      return error === undefined ? type : `${type} ${error}`
    } finally {
      await session.close()
    }
  }
  type Setting = (key: number, value: number) => Promise<unknown>
  const setting = (statements: Statements, key: number, value: number) =>
    statements.run({
      name: 'set',
      text: 'UPDATE registers SET value = $2 WHERE key = $1',
      values: [key, value],
    })

  test('whose servers are asked for different rows first finds their deadlock, and one gives way', async () => {
    const bothHaveOne = Promise.withResolvers<void>()
    let having = 0
    const crossing = (at: number, first: number, second: number) =>
      transact(at, async (set) => {
        await set(first, at + 1)
        if (++having === 2) bothHaveOne.resolve()
        await bothHaveOne.promise
        await set(second, at + 1)
      })
    const ends = await Promise.all([crossing(0, 0, 1), crossing(1, 1, 0)])
    assert.ok(ends.includes('ok'), String(ends))
    assert.match(
      ends.find((end) => end !== 'ok') ?? '',
      /^fail 40P01 deadlock across servers/,
      String(ends),
    )
    const winner = ends.indexOf('ok') + 1
    assert.deepEqual(
      [await valueOf(0), await valueOf(1)],
      [
        [winner, winner],
        [winner, winner],
      ],
    )
  })

  test('a lock that is not given in time is told as a failure', async () => {
    const holder = await server('n2').connect()
    await holder.query('BEGIN; UPDATE registers SET value = 9 WHERE key = 2')
    assert.match(await transact(0, (set) => set(2, 1)), /^fail 55P03 .*lock timeout/)
    hangUp(holder)
    assert.equal(await transact(0, (set) => set(2, 1)), 'ok')
    assert.deepEqual(await valueOf(2), [1, 1])
  })

  test('a server that can hold no more prepared is told, and nobody commits', async () => {
    await server('n2').query("BEGIN; SELECT pg_advisory_xact_lock(1); PREPARE TRANSACTION 'other'")
    assert.match(
      await transact(0, (set) => set(2, 5)),
      /^fail 53\w+ maximum number of prepared transactions reached/,
    )
    assert.deepEqual(await valueOf(2), [1, 1])
    await server('n2').query("ROLLBACK PREPARED 'other'")
    assert.equal(await transact(1, (set) => set(2, 6)), 'ok')
    assert.deepEqual(await valueOf(2), [6, 6])
  })

  test('that finds its log damaged or gone says so and starts no more; what is in doubt stays so', async () => {
    const { coordinator } = cluster
    const inDoubt = 'splitbrain-before-1'
    await cluster.copies(REST_MS)
    await coordinator.node.kill()
    const { credentials } = cluster
    const endpoint = cluster.node('n1').endpoint()
    const client = await connect({ endpoint, credentials, timeoutMs: LIMIT_MS })
    await client.query(
      `BEGIN; UPDATE registers SET value = 7 WHERE key = 2; PREPARE TRANSACTION '${inDoubt}'`,
    )
    hangUp(client)
    const log = await runOn(coordinator.node, ['cat', DECISIONS])
    for (const [left, said] of [
      [log.replace('commit', 'comnit'), /decisions.log is damaged in line 2: bring/],
      ['', /log of decisions is lost, and n1 holds splitbrain-before-1 prepared: bring/],
      // Who looked once and went away has not made it another log.
      [undefined, /log of decisions is lost/],
    ] as const) {
      if (left !== undefined) await writeOn(coordinator.node, DECISIONS, left)
      await assert.rejects(coordinator.start(), { code: 'runtime', message: said })
      assert.deepEqual(await preparedOn(server('n1')), [inDoubt])
    }
    await runOn(coordinator.node, ['rm', DECISIONS])
    await assert.rejects(coordinator.start(), /log of decisions is lost/)
    await writeOn(coordinator.node, DECISIONS, log)
    await coordinator.start()
    // It is in no log, so nobody decided it.
    assert.deepEqual(await preparedOn(server('n1')), [])
    assert.deepEqual(await valueOf(2), [6, 6])
  })
})
