import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { AvailabilityResult } from '../../checkers/availability/availability.ts'
import { chooseScenario } from '../../cli/choose.ts'
import { openRuntime, type RuntimeName } from '../../runner/runtimes/open.ts'
import { connect, hangUp } from '../../scenarios/databases/postgres/connect.ts'
import type { Partitioned } from '../../scenarios/topologies/partitioned/cluster.ts'
import { register } from '../../scenarios/workloads/register.ts'
import { untilProven } from './attempts.ts'
import { provenRunOf, runOf, verdicts, written, type Deed, type Words } from './run-of.ts'
import { tellRun } from './tell-run.ts'

/** What London and Paris must show on every runtime, and what must not pass for it. */
export function partitions(runtime: RuntimeName, skip: string | false): void {
  describe(`partitioned on the ${runtime} runtime`, { skip }, () => {
    // Chance has a part in who is struck between two commits; so many at once leave it little.
    const overOffices = { workload: 'list-append', concurrency: 24, rate: undefined, timeLimit: 8 }

    test('while London is dead its rows wait, those of Paris go on, and of no transaction over both there is half', async () => {
      const words = { ...overOffices, commit: 'two-phase', faults: ['kill-london'] }
      const results = await untilProven(
        () => run(runtime, words),
        (each) => 'offices-commit-all-or-none' in verdicts(each),
      )
      const seen = tellRun(results)
      assert.equal(results.verdict, 'pass', seen)
      assert.deepEqual(verdicts(results), {
        'one-writer-for-each-set': 'holds',
        'each-office-goes-on-alone': 'holds',
        'each-holds-a-copy-of-the-other': 'holds',
        'no-conflict-resolution': 'holds',
        'asking-every-office-is-current': 'holds',
        'offices-commit-all-or-none': 'holds',
      })
      const alone = results.claims[1].reason
      assert.match(alone, /london away, 0 of [1-9]\d* writes of london's rows were acknowledged/)
      assert.match(alone, /[1-9]\d* of \d+ writes of paris's rows were acknowledged/)
      assert.equal(results.lost, 0, seen)
      const { faults } = results.checks.availability as unknown as AvailabilityResult
      const [{ startNs, endNs, rtoSeconds }] = faults
      // London's rows are back no sooner than London.
      assert.ok(rtoSeconds === null || rtoSeconds * 1e9 > (endNs! - startNs) / 2, seen)
    })

    test('where offices commit one after another, a client that the first one tells nothing leaves half a commit', async () => {
      const words = { ...overOffices, commit: 'one-phase', faults: ['sever-london'] }
      const results = await untilProven(
        () => run(runtime, words),
        ({ verdict }) => verdict === 'fail',
      )
      const seen = tellRun(results)
      assert.equal(results.verdict, 'fail', seen)
      assert.equal(verdicts(results)['offices-commit-all-or-none'], 'violated', seen)
    })

    test('offices with standbys: one fails over, nothing is lost, and local copies of it follow', async () => {
      // Most of what clients do is to read: in less time than that, none of London's rows may be written.
      const faults = ['kill-london:lead=1000']
      const words = { standbys: 1, workload: 'long-fork', reads: 'local', faults, timeLimit: 11 }
      const results = await run(runtime, words, delayCopies)
      const seen = tellRun(results)
      assert.equal(results.verdict, 'pass', seen)
      const { 'sync-failover-loses-nothing': kept, 'a-local-copy-is-behind-by-its-lag': behind } =
        verdicts(results)
      assert.deepEqual([kept, behind], ['holds', 'holds'], seen)
    })

    test('where nobody keeps clients from writing where they are, copies diverge', async () => {
      const results = await run(runtime, { enforce: 'no', offices: 3, faults: [], timeLimit: 3 })
      const seen = tellRun(results)
      assert.equal(results.verdict, 'fail', seen)
      const { 'one-writer-for-each-set': one, 'each-holds-a-copy-of-the-other': copy } =
        verdicts(results)
      assert.deepEqual([one, copy], ['violated', 'violated'], seen)
      assert.equal(results.checks.divergence.verdict, 'fail', seen)
    })

    test('a planted row and a server that lets everybody modify any are found, though nobody asked for it', async () => {
      const results = await run(runtime, { faults: [], timeLimit: 3 }, async (cluster, over) => {
        await written(cluster.server({ name: 'london' }), 'elements', 10, over)
        // As replication does, for which no trigger fires.
        await cluster.server({ name: 'london' }).query(
          `DO $$ BEGIN SET LOCAL session_replication_role = replica;
           INSERT INTO elements VALUES (1000000007); END $$`,
        )
        await cluster.server({ name: 'paris' }).query('ALTER TABLE elements DISABLE TRIGGER USER')
      })
      const seen = tellRun(results)
      assert.equal(results.verdict, 'fail', seen)
      const reasonOf = new Map(results.claims.map(({ id, reason }) => [id, reason]))
      assert.equal(
        reasonOf.get('one-writer-for-each-set'),
        "On london row 1000000007 of elements was written here. On paris a row of elements that is another's could be modified.",
      )
      assert.match(
        reasonOf.get('each-holds-a-copy-of-the-other')!,
        /row 1000000007 is true on london and missing on paris/,
      )
      assert.equal(results.checks.divergence.verdict, 'fail', seen)
    })

    test('a copy that no longer follows is never taken for one that does', async () => {
      const disable = async (cluster: Partitioned, over: AbortSignal) => {
        await written(cluster.server({ name: 'london' }), 'elements', 10, over)
        await cluster.server({ name: 'paris' }).query('ALTER SUBSCRIPTION london DISABLE')
      }
      // Who never comes back is not waited for as long as usual.
      const words = { ...short, faults: [], timeLimit: 3 }
      const results = await runOf('partitioned', words, { runtime, deed: disable, recoverMs: 5000 })
      const seen = tellRun(results)
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
        for (const statement of ['DISABLE TRIGGER USER', 'OWNER TO client', 'RENAME TO others'])
          await assert.rejects(client.query(`ALTER TABLE registers ${statement}`), {
            code: '42501',
          })
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

const short = { rate: 100, concurrency: 4 }

const run = (runtime: RuntimeName, words: Words, deed?: Deed<Partitioned>) =>
  provenRunOf('partitioned', { ...short, ...words }, { runtime, deed })

/** Without it a copy may be so quick that no query of it is stale. */
async function delayCopies({ links }: Partitioned): Promise<void> {
  const toxic = { type: 'latency', attributes: { latency: 50, jitter: 0 } } as const
  const between = links.all().filter(({ group }) => group === 'replication')
  await Promise.all(between.map((link) => link.poison(toxic, ['downstream'], '50 ms later')))
}
