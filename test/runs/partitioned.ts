import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { chooseScenario } from '../../cli/choose.ts'
import { execute } from '../../cli/execute.ts'
import type { RunResults } from '../../runner/results.ts'
import { openRuntime, type RuntimeName } from '../../runner/runtimes/open.ts'
import { connect, hangUp } from '../../scenarios/databases/postgres/connect.ts'
import type { Partitioned } from '../../scenarios/topologies/partitioned/cluster.ts'
import { register } from '../../scenarios/workloads/register.ts'
import { outputFolder } from './splitbrain.ts'

const POLL_MS = 100

/** What London and Paris must show on every runtime, and what must not pass for it. */
export function partitions(runtime: RuntimeName, skip: string | false): void {
  describe(`partitioned on the ${runtime} runtime`, { skip }, () => {
    for (const workload of ['set', 'register'])
      test(`${workload}: while London is dead its rows wait, those of Paris go on, and nothing is lost`, async () => {
        const results = await run(runtime, { workload, faults: ['kill-london'], timeLimit: 8 })
        const seen = JSON.stringify(results, null, 2)
        assert.equal(results.verdict, 'pass', seen)
        assert.deepEqual(
          results.claims.map(({ id, verdict }) => [id, verdict]),
          [
            ['one-writer-for-each-set', 'holds'],
            ['each-office-goes-on-alone', 'holds'],
            ['each-holds-a-copy-of-the-other', 'holds'],
          ],
        )
        const alone = results.claims[1].reason
        assert.match(alone, /london away, 0 of [1-9]\d* writes of london's rows were acknowledged/)
        assert.match(alone, /[1-9]\d* of \d+ writes of paris's rows were acknowledged/)
        if (workload === 'set') assert.equal(results.lost, 0, seen)
      })

    test('a row that was planted at the wrong server is found, by who holds it and by who wrote it', async () => {
      const results = await run(runtime, { faults: [], timeLimit: 3 }, async (cluster, over) => {
        await written(cluster, over)
        // As replication does, for which no trigger fires.
        await cluster.server({ name: 'london' }).query(
          `DO $$ BEGIN SET LOCAL session_replication_role = replica;
           INSERT INTO elements VALUES (1000000007); END $$`,
        )
      })
      const seen = JSON.stringify(results, null, 2)
      assert.equal(results.verdict, 'fail', seen)
      const reasonOf = new Map(results.claims.map(({ id, reason }) => [id, reason]))
      assert.match(
        reasonOf.get('one-writer-for-each-set')!,
        /On london row 1000000007 of elements was written here/,
      )
      assert.match(
        reasonOf.get('each-holds-a-copy-of-the-other')!,
        /row 1000000007 is true on london and missing on paris/,
      )
      assert.equal(results.checks.divergence.verdict, 'fail', seen)
    })

    test('a server that lets everybody modify any row is found out, though nobody did', async () => {
      const results = await run(runtime, { faults: [], timeLimit: 3 }, async (cluster, over) => {
        await written(cluster, over)
        await cluster.server({ name: 'paris' }).query('ALTER TABLE elements DISABLE TRIGGER USER')
      })
      const seen = JSON.stringify(results, null, 2)
      assert.equal(results.verdict, 'fail', seen)
      const [{ verdict, reason }] = results.claims
      assert.deepEqual(
        [verdict, reason],
        ['violated', "On paris a row of elements that is another's could be modified."],
      )
    })

    test('a copy that no longer follows is never taken for one that does', async () => {
      const results = await run(runtime, { faults: [], timeLimit: 3 }, async (cluster, over) => {
        await written(cluster, over)
        await cluster.server({ name: 'paris' }).query('ALTER SUBSCRIPTION london DISABLE')
      })
      const seen = JSON.stringify(results, null, 2)
      assert.equal(results.verdict, 'unknown', seen)
      assert.equal(results.error?.phase, 'recover', seen)
    })

    test('a server refuses to modify a row of the other, whoever asks', async () => {
      const runId = `partitioned-${runtime}-${process.pid}`
      await using opened = await openRuntime(runtime, { runId, progress() {} })
      await using cluster = (await chooseScenario('partitioned', {}).start(opened)) as Partitioned
      await cluster.prepare(register.tables)
      const { credentials } = cluster
      const endpoint = cluster.node('london').endpoint()
      const client = await connect({ endpoint, credentials, timeoutMs: 10_000 })
      try {
        for (const statement of [
          'INSERT INTO registers VALUES (101, 1)',
          'INSERT INTO registers VALUES (1, 1) ON CONFLICT (key) DO UPDATE SET value = 1',
          'UPDATE registers SET value = 1 WHERE key = 1',
          'UPDATE registers SET key = 100 WHERE key = 1',
          'UPDATE registers SET key = 101 WHERE key = 2',
          'DELETE FROM registers WHERE key = 1',
        ]) {
          const refusal = { code: 'P0001', message: /only another office may modify this row/ }
          await assert.rejects(client.query(statement), refusal, statement)
          await assert.rejects(cluster.server({ name: 'london' }).query(statement), refusal)
        }
        const { rowCount } = await client.query('UPDATE registers SET value = 1 WHERE key = 2')
        assert.equal(rowCount, 1)
        // What is the client's own to decide: the row is there, and it came from Paris.
        assert.equal((await client.query('SELECT FROM registers WHERE key = 1')).rowCount, 1)
      } finally {
        hangUp(client)
      }
    })
  })
}

type Deed = (cluster: Partitioned, over: AbortSignal) => Promise<void>

/** A run as the command line would make it, with what somebody does behind the harness's back. */
async function run(
  runtime: RuntimeName,
  words: Record<string, unknown>,
  deed: Deed = async () => {},
): Promise<RunResults> {
  await using output = await outputFolder()
  const scenario = chooseScenario('partitioned', { rate: 100, concurrency: 4, ...words })
  // Who never comes back is not waited for as long as usual.
  scenario.limitsMs = { recover: 15_000 }
  const { start } = scenario
  const over = new AbortController()
  let done = Promise.resolve()
  scenario.start = async (opened) => {
    const cluster = (await start(opened)) as Partitioned
    done = deed(cluster, over.signal)
    done.catch(() => {})
    return cluster
  }
  const cancelled = new AbortController().signal
  const { results } = await execute({ scenario, runtime, seed: 1, output: output.path, cancelled })
  over.abort()
  await done
  return results
}

/** Returns once clients have written some rows. */
async function written(cluster: Partitioned, over: AbortSignal): Promise<void> {
  const [server] = cluster.at('office').map((node) => cluster.server(node))
  for (;;) {
    over.throwIfAborted()
    const [found] = await server
      .query<{ n: number }>('SELECT count(*)::int AS n FROM elements')
      .catch(() => [])
    if (found?.n >= 10) return
    await sleep(POLL_MS)
  }
}
