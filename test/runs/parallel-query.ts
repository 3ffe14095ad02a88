import assert from 'node:assert/strict'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, test } from 'node:test'
import { chooseScenario } from '../../cli/choose.ts'
import type { RunResults } from '../../runner/results.ts'
import { openRuntime, type RuntimeName } from '../../runner/runtimes/open.ts'
import { connect, hangUp } from '../../scenarios/databases/postgres/connect.ts'
import { hashPartition } from '../../scenarios/databases/postgres/hash-partition.ts'
import type { ParallelQuery } from '../../scenarios/topologies/parallel-query/cluster.ts'
import { register } from '../../scenarios/workloads/register.ts'
import { untilProven } from './attempts.ts'
import { runOf, verdicts, written, type Deed, type Words } from './run-of.ts'
import { tellRun } from './tell-run.ts'

/** What shards and their coordinator must show on every runtime, and what must not pass for it. */
export function parallelQueries(runtime: RuntimeName, skip: string | false): void {
  const run = (words: Words, deed?: Deed<ParallelQuery>) =>
    runOf('parallel-query', { concurrency: 4, ...words }, { runtime, deed })

  describe(`parallel-query on the ${runtime} runtime`, { skip }, () => {
    queriesOverAll(run, (cluster) => detached(cluster, 'rows_anywhere_waiting', 'shard2'))

    test('what clients wrote to a part that the coordinator forgot is missed', async () => {
      const results = await run({ faults: [], timeLimit: 3, rate: 100 }, async (cluster, over) => {
        await written(cluster.server({ name: 'shard1' }), 'elements', 10, over)
        await detached(cluster, 'elements', 'shard1')
      })
      const seen = tellRun(results)
      assert.equal(results.verdict, 'fail', seen)
      assert.equal(verdicts(results)['each-server-has-its-part'], 'violated', seen)
      assert.ok(results.lost! > 0, seen)
    })

    test('reads of all balances are fractured, and that is named', async () => {
      const words = { workload: 'bank', isolation: 'repeatable-read', faults: [], timeLimit: 5 }
      const results = await untilProven(
        () => run({ ...words, concurrency: 24 }),
        (each) => 'each-shard-has-a-snapshot-of-its-own' in verdicts(each),
      )
      const seen = tellRun(results)
      assert.equal(results.verdict, 'pass', seen)
      assert.equal(results.checks.bank.verdict, 'fail', seen)
      const { 'each-shard-has-a-snapshot-of-its-own': snapshots } = verdicts(results)
      assert.equal(snapshots, 'holds', seen)
    })

    test('a shard takes no row of another, and clients know whose each is', async () => {
      const runId = `parallel-query-${runtime}-${process.pid}`
      await using opened = await openRuntime(runtime, { runId, progress() {} })
      const scenario = chooseScenario('parallel-query', { shards: 4 })
      await using cluster = (await scenario.start(opened)) as ParallelQuery
      await cluster.prepare(register.tables)
      for (const remainder of [0, 1, 2, 3]) {
        const name = `shard${remainder + 1}`
        const { rows } = await asClient(cluster, name, 'SELECT key FROM registers ORDER BY key')
        const own = register.tables[0].rows!.map(([key]) => key as number)
        assert.deepEqual(
          rows.map(({ key }) => key),
          own.filter((key) => hashPartition(key, 4) === remainder),
        )
        const other = own.find((key) => hashPartition(key, 4) !== remainder)
        await assert.rejects(
          asClient(cluster, name, `INSERT INTO registers VALUES (${other}, 1)`),
          {
            code: '23514',
            message: /no partition of relation "registers" found for row/,
          },
        )
      }
      const { rows } = await asClient(cluster, 'coordinator', 'SELECT FROM registers')
      assert.equal(rows.length, 8)
      // Of the whole range of keys, by the server's own word.
      const { rows: placed } = await asClient(
        cluster,
        'coordinator',
        `SELECT key, remainder FROM generate_series(0, 3) AS remainder,
           unnest(ARRAY[-2147483648, -1, 0, 100, 999983, 2147483647]) AS key
         WHERE satisfies_hash_partition('registers'::regclass, 4, remainder, key)`,
      )
      assert.equal(placed.length, 6)
      for (const { key, remainder } of placed) assert.equal(hashPartition(key, 4), remainder)
    })
  })
}

/** The same where the coordinator calls functions of PL/Proxy, which is there in containers alone. */
export function parallelCalls(runtime: RuntimeName, skip: string | false): void {
  const run = (words: Words, deed?: Deed<ParallelQuery>) =>
    runOf('parallel-query', { by: 'plproxy', concurrency: 4, ...words }, { runtime, deed })

  describe(`parallel-query by PL/Proxy on the ${runtime} runtime`, { skip }, () => {
    queriesOverAll(run, (cluster) => cluster.server({ name: 'coordinator' }).query(callsOthers))

    test('single rows are written and read where they are, through the death of a shard', async () => {
      for (const workload of ['set', 'register']) {
        const words = { workload, faults: ['kill-shard'], timeLimit: 9, rate: 100 }
        const results = await run(words)
        const seen = tellRun(results)
        assert.equal(results.verdict, 'pass', seen)
        assert.equal(verdicts(results)['each-server-has-its-part'], 'holds', seen)
      }
    })

    test('what was called stays after a rollback: half a transaction is convicted', async () => {
      const words = { workload: 'bank', faults: [], timeLimit: 5, concurrency: 24 }
      const results = await run(words)
      const seen = tellRun(results)
      assert.equal(results.verdict, 'fail', seen)
      assert.equal(verdicts(results)['shards-commit-all-or-none'], 'violated', seen)
    })
  })
}

/** A second of waiting on each shard at once, and what that is one after another: how late machines are is no matter here. */
export function longWaits(runtime: RuntimeName, skip: string | false): void {
  test(
    `a second of waiting on each of three shards is no three on the ${runtime} runtime`,
    { skip },
    async () => {
      const words = { workload: 'waiting-long', faults: [], timeLimit: 12, concurrency: 8 }
      const run = (more: Words) => runOf('parallel-query', { ...words, ...more }, { runtime })
      const atOnce = await run({})
      assert.equal(atOnce.verdict, 'pass', tellRun(atOnce))
      const { shards, alone } = middleMs(atOnce)
      // So long it waits on the shard that has most rows, and on one server.
      assert.ok(shards >= 1000 && alone >= 3000 && alone > 2 * shards, tellRun(atOnce))
      const inTurn = await run({ async: 'off' })
      assert.ok(middleMs(inTurn).shards >= 3000, tellRun(inTurn))
    },
  )
}

/** What half of the queries took at most, on all shards and on one server. */
export function middleMs({ claims }: RunResults): { shards: number; alone: number } {
  const { reason } = claims.find(({ id }) => id === 'several-servers-are-faster')!
  const told = /took (\d+) ms at most on 3 shards, .* and (\d+) ms on one server/.exec(reason)
  return { shards: Number(told?.[1]), alone: Number(told?.[2]) }
}

type Run = (words: Words, deed?: Deed<ParallelQuery>) => Promise<RunResults>
type Cut = (cluster: ParallelQuery) => Promise<unknown>

/** Of queries over all shards, however their coordinator asks them; `leaveOut` has it ask the second no more. */
function queriesOverAll(run: Run, leaveOut: Cut): void {
  test('work that waits is done at once, with the answers of one server', async () => {
    const results = await untilProven(
      () => run({ workload: 'waiting', faults: [], timeLimit: 8 }),
      ({ verdict }) => verdict !== 'unknown',
    )
    const seen = tellRun(results)
    assert.equal(results.verdict, 'pass', seen)
    assert.deepEqual(verdicts(results), {
      'each-server-has-its-part': 'holds',
      'answers-are-those-of-one-server': 'holds',
      'several-servers-are-faster': 'holds',
    })
  })

  test('a shard that dies is an error to whoever was asking it, and no answer lacks its rows', async () => {
    const words = { workload: 'waiting', faults: ['kill-shard'], timeLimit: 10, concurrency: 16 }
    const results = await untilProven(
      () => run(words),
      ({ claims }) => claims.some(({ power }) => (power?.underWay ?? 0) > 0),
    )
    const seen = tellRun(results)
    const { 'a-missing-part-is-an-error': missing, 'answers-are-those-of-one-server': answers } =
      verdicts(results)
    assert.deepEqual([missing, answers], ['holds', 'holds'], seen)
    const { power } = results.claims.find(({ id }) => id === 'a-missing-part-is-an-error')!
    assert.ok(power!.underWay > 0, seen)
  })

  test('where one shard is asked after another, nothing is faster', async () => {
    const results = await run({ workload: 'waiting', async: 'off', faults: [], timeLimit: 8 })
    const seen = tellRun(results)
    assert.equal(results.verdict, 'fail', seen)
    assert.equal(verdicts(results)['several-servers-are-faster'], 'violated', seen)
  })

  test('who leaves out the part of a dead shard so that queries go on is convicted', async () => {
    const words = { workload: 'waiting', faults: ['kill-shard2'], timeLimit: 8 }
    const results = await run(words, async (cluster, over) => {
      await until(async () => !(await cluster.node('shard2').running()), over)
      await leaveOut(cluster)
    })
    const seen = tellRun(results)
    assert.equal(results.verdict, 'fail', seen)
    const { 'a-missing-part-is-an-error': missing, 'answers-are-those-of-one-server': answers } =
      verdicts(results)
    assert.deepEqual([missing, answers], ['violated', 'violated'], seen)
  })
}

/** Of three shards all but the second are called for a query of all rows. */
const callsOthers = `
  CREATE FUNCTION others() RETURNS SETOF integer LANGUAGE sql AS 'VALUES (0), (2)';
  CREATE OR REPLACE FUNCTION "rows all"() RETURNS TABLE (key integer, lines integer, amount integer)
    LANGUAGE plproxy AS 'CLUSTER ''shards''; RUN ON others();'`

async function until(holds: () => Promise<boolean>, over: AbortSignal): Promise<void> {
  while (!(await holds())) await sleep(50, undefined, { signal: over })
}

/** The coordinator forgets a shard's part of a table, so that it asks for it no more. */
function detached(cluster: ParallelQuery, table: string, shard: string): Promise<unknown> {
  const server = cluster.server({ name: 'coordinator' })
  return server.query(`ALTER TABLE ${table} DETACH PARTITION ${table}_at_${shard}`)
}

async function asClient(cluster: ParallelQuery, name: string, text: string) {
  const { credentials } = cluster
  const endpoint = cluster.node(name).endpoint()
  const client = await connect({ endpoint, credentials, timeoutMs: 10_000 })
  try {
    return await client.query(text)
  } finally {
    hangUp(client)
  }
}
