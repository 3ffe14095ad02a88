import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { readHistory } from '../../history/formats/read.ts'
import { openRuntime } from '../../runner/runtimes/open.ts'
import { postgresAlone } from '../../scenarios/databases/postgres/alone.ts'
import type { PostgresServer } from '../../scenarios/databases/postgres/server.ts'
import type { LoadAsked } from '../../scenarios/load/asked.ts'
import { generateLoad } from '../../scenarios/load/load.ts'
import { mixNamed, mixOf } from '../../scenarios/load/mixes.ts'
import { pgbenchLoad } from '../../scenarios/load/pgbench/pgbench.ts'
import { findPgbench } from '../../scenarios/load/pgbench/program.ts'
import { fill, tables } from '../../scenarios/load/tables.ts'

const things = new AsyncDisposableStack()
const folder = await mkdtemp(join(tmpdir(), 'load-'))
let server: PostgresServer
let asked: LoadAsked

before(async () => {
  const runId = `load-test-${process.pid}`
  const runtime = things.use(await openRuntime('embedded', { runId, progress() {} }))
  const alone = await postgresAlone(runtime, tables, things)
  server = alone.server
  const target = { endpoint: server.node.endpoint(), credentials: server.roles.client }
  await fill(target, 1)
  asked = { target, mix: mixNamed('tpcb-like'), clients: 4, seconds: 1, seed: 1, scale: 1 }
})

after(async () => {
  await things.disposeAsync()
  await rm(folder, { recursive: true })
})

/** How many rows the history has; the sums of all that transactions added to have to be one and the same. */
async function committed(): Promise<number> {
  const [row] = await server.query<Record<string, string>>(
    `SELECT (SELECT count(*) FROM pgbench_history) AS rows,
            (SELECT coalesce(sum(delta), 0) FROM pgbench_history) AS history,
            (SELECT sum(abalance) FROM pgbench_accounts) AS accounts,
            (SELECT sum(tbalance) FROM pgbench_tellers) AS tellers,
            (SELECT sum(bbalance) FROM pgbench_branches) AS branches`,
  )
  const { rows, history, ...sums } = row
  for (const sum of Object.values(sums)) assert.equal(sum, history, JSON.stringify(row))
  return Number(rows)
}

test('what our client counts is what was committed, each transaction whole', async () => {
  for (const pipelined of [true, false]) {
    const earlier = await committed()
    const history = join(folder, `${pipelined}.jsonl`)
    const { transactions, failed } = await generateLoad({ ...asked, pipelined, history })
    assert.ok(transactions > 0)
    assert.deepEqual(failed, {})
    assert.equal(await committed(), earlier + transactions)
    const kept = (await readHistory(history)).history
    const ends = [...kept.operations()].filter(({ type }) => type === 'ok')
    assert.equal(ends.length, transactions)
  }
})

test('what pgbench counts is what was committed, beside what it begins with', async (t) => {
  const found = await findPgbench(folder).catch((error: Error) => error)
  if (found instanceof Error) return t.skip(found.message)
  const earlier = await committed()
  const { loaded } = await pgbenchLoad(asked)
  const { transactions, latencies } = loaded
  assert.equal(latencies.count, transactions)
  assert.equal(await committed(), earlier + transactions + asked.clients)
})

test('a rate beyond what the server can do is told by what never began', async () => {
  const { notBegun, transactions } = await generateLoad({ ...asked, rate: 200_000, clients: 2 })
  assert.ok(transactions > 0 && notBegun! > transactions)
})

test('a script that the server does not understand is refused with line and column', async () => {
  const text = '\\set aid 1\nSELECT abalance\nFROM pgbench_acounts WHERE aid = :aid;'
  const wrong = generateLoad({ ...asked, mix: mixOf({ name: 'own.sql', text }) })
  await assert.rejects(wrong, { code: 'usage', message: /own\.sql, line 3, column 6: .*42P01/ })
})

test('a server that dies under load ends it with one line', async () => {
  const load = generateLoad({ ...asked, seconds: 20 })
  const dies = assert.rejects(load, { code: 'runtime', message: /^After [^\n]* ends the load: / })
  await sleep(1_500)
  await server.node.kill()
  await dies
})
