import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import type { RuntimeName } from '../../runner/runtimes/open.ts'
import type { Bidirectional } from '../../scenarios/topologies/bidirectional/cluster.ts'
import { provenRunOf, runOf, verdicts, type Deed, type Words } from './run-of.ts'
import { tellRun } from './tell-run.ts'

const POLL_MS = 100

/** Servers write the same rows while they hear of each other late, and in the end not at all. */
const conflicting = {
  workload: 'increments',
  schedule: [
    { fault: 'delay-replication:ms=100', at: '0s', for: '2s' },
    { fault: 'cut-replication', at: '2500ms' },
  ],
  timeLimit: 5,
}

/** What servers that all take writes make of the same rows, on every runtime. */
export function conflicts(runtime: RuntimeName, skip: string | false): void {
  describe(`conflicts of bidirectional on the ${runtime} runtime`, { skip }, () => {
    test('updates of the same rows are lost, and what is left stays different', async () => {
      const results = await run(runtime, conflicting)
      const seen = tellRun(results)
      assert.equal(results.verdict, 'pass', seen)
      assert.deepEqual(verdicts(results), {
        'several-primaries': 'holds',
        'each-server-works-independently': 'holds',
        'conflicts-need-resolution': 'holds',
        'conflicts-lose-updates': 'holds',
      })
      assert.ok(results.lost! > 0, seen)
      assert.equal(results.checks.divergence.verdict, 'fail', seen)
    })

    test('keys that both servers let in stop replication both ways', async () => {
      const words = { workload: 'reservations', faults: [], timeLimit: 4 }
      const results = await run(runtime, words, delayReplication)
      const seen = tellRun(results)
      assert.equal(results.verdict, 'pass', seen)
      const stops = results.claims.find(({ id }) => id === 'same-keys-stop-replication')
      assert.equal(stops?.verdict, 'holds', seen)
      const told = /\. n1 applies nothing of n2 .*reservations.* n2 applies nothing of n1 /
      assert.match(stops!.reason, told)
    })
  })
}

/** The same of who is away, and what must not pass for any of it. */
export function absences(runtime: RuntimeName, skip: string | false): void {
  describe(`absences from bidirectional on the ${runtime} runtime`, { skip }, () => {
    test('parted servers each go on, and hold the same afterwards', async () => {
      const results = await run(runtime, { nodes: 3, faults: ['cut-replication'], timeLimit: 9 })
      const seen = tellRun(results)
      assert.equal(results.verdict, 'pass', seen)
      assert.deepEqual(verdicts(results), {
        'several-primaries': 'holds',
        'each-server-works-independently': 'holds',
        'rows-of-one-writer-converge': 'holds',
      })
      assert.equal(results.lost, 0, seen)
    })

    const deadBeforeItSends = {
      schedule: [
        { fault: 'halves', at: '1s', for: '3s' },
        { fault: 'kill-n1', at: '2s', for: '1s' },
      ],
      timeLimit: 6,
    }

    test('what a server had sent to nobody is lost with it, and sent where it comes back', async () => {
      const gone = await run(runtime, { ...deadBeforeItSends, afterDeath: 'replace' })
      assert.equal(gone.verdict, 'pass', tellRun(gone))
      const { 'a-dead-server-takes-unsent-writes-along': takes } = verdicts(gone)
      assert.equal(takes, 'holds', tellRun(gone))
      assert.ok(gone.lost! > 0)
      const back = await run(runtime, deadBeforeItSends)
      assert.equal(back.verdict, 'pass', tellRun(back))
      assert.equal(back.lost, 0, tellRun(back))
    })

    test('an update of a row that another server has removed is acknowledged, and gone', async () => {
      const words = { workload: 'removals', faults: [], timeLimit: 5 }
      const results = await run(runtime, words, delayReplication)
      const seen = tellRun(results)
      assert.equal(results.verdict, 'pass', seen)
      assert.equal(verdicts(results)['updates-of-removed-rows-are-skipped'], 'holds', seen)
    })

    test('where somebody merges what both wrote, the claims of conflicts are violated', async () => {
      const results = await run(runtime, conflicting, merge)
      const seen = tellRun(results)
      assert.equal(results.verdict, 'fail', seen)
      const { 'conflicts-need-resolution': needed, 'conflicts-lose-updates': lose } =
        verdicts(results)
      assert.deepEqual([needed, lose, results.lost], ['violated', 'violated', 0], seen)
    })

    test('a row that never left its server is found, though nobody wrote it', async () => {
      const results = await run(runtime, { faults: [], timeLimit: 3 }, async (cluster, over) => {
        await tablesOf(cluster, over)
        // Not the harness's own, which may be setting up by it yet.
        const session = await cluster.server({ name: 'n1' }).connect()
        // What comes from elsewhere is not sent on.
        await session.query(
          `DO $$ BEGIN PERFORM pg_replication_origin_create('planted');
           PERFORM pg_replication_origin_session_setup('planted');
           INSERT INTO elements VALUES (1000000007); END $$`,
        )
        await session.end()
      })
      const seen = tellRun(results)
      assert.equal(results.verdict, 'fail', seen)
      const converge = results.claims.find(({ id }) => id === 'rows-of-one-writer-converge')
      assert.match(
        converge!.reason,
        /row 1000000007 is true on n1 and missing on n2\. Nobody wrote it/,
      )
    })

    test('a server that no longer follows is never taken for one that does', async () => {
      const disable = async (cluster: Bidirectional, over: AbortSignal) => {
        await tablesOf(cluster, over)
        await cluster.server({ name: 'n2' }).query('ALTER SUBSCRIPTION n1 DISABLE')
      }
      // Who never comes back is not waited for as long as usual.
      const words = { ...short, faults: [], timeLimit: 3 }
      const results = await runOf('bidirectional', words, {
        runtime,
        deed: disable,
        recoverMs: 5000,
      })
      assert.equal(results.verdict, 'unknown', tellRun(results))
      assert.equal(results.error?.phase, 'recover', tellRun(results))
    })
  })
}

const byPglogical = { by: 'pglogical', ...conflicting }

/** What pglogical makes of the same rows, by its policies; it is there in containers alone. */
export function policies(runtime: RuntimeName, skip: string | false): void {
  describe(`policies of pglogical on the ${runtime} runtime`, { skip }, () => {
    test('where the last update wins updates are lost, and all hold the same', async () => {
      const results = await run(runtime, { ...byPglogical, conflicts: 'last_update_wins' })
      const seen = tellRun(results)
      assert.equal(results.verdict, 'pass', seen)
      assert.deepEqual(verdicts(results), {
        'several-primaries': 'holds',
        'each-server-works-independently': 'holds',
        'last-update-wins-makes-all-equal': 'holds',
        'conflicts-lose-updates': 'holds',
        'each-conflict-is-settled-by-the-policy': 'holds',
      })
      assert.ok(results.lost! > 0, seen)
      assert.equal(results.checks.divergence.verdict, 'pass', seen)
    })

    test('a server that keeps its own beside one that takes the last is convicted', async () => {
      const words = { ...byPglogical, conflicts: 'last_update_wins' }
      const results = await run(runtime, words, async (cluster) => {
        const server = cluster.server({ name: 'n2' })
        await server.query("ALTER SYSTEM SET pglogical.conflict_resolution = 'keep_local'")
        await server.query('SELECT pg_reload_conf()')
      })
      const seen = tellRun(results)
      assert.equal(results.verdict, 'fail', seen)
      const { 'last-update-wins-makes-all-equal': equal } = verdicts(results)
      assert.equal(equal, 'violated', seen)
    })
  })
}

/** What takes longer. */
export function otherPolicies(runtime: RuntimeName, skip: string | false): void {
  describe(`other policies of pglogical on the ${runtime} runtime`, { skip }, () => {
    test('where it is an error replication stops, and nothing that was written is lost', async () => {
      // Nothing is sent any more that a fault of replication could do something to.
      const words = { by: 'pglogical', conflicts: 'error', workload: 'increments' }
      const results = await run(runtime, { ...words, faults: [], timeLimit: 4 })
      const seen = tellRun(results)
      assert.equal(results.verdict, 'pass', seen)
      const stops = results.claims.find(({ id }) => id === 'a-conflict-stops-replication')
      assert.equal(stops?.verdict, 'holds', seen)
      assert.match(
        stops!.reason,
        /n[12] applies nothing of n[12] beyond .* cannot apply conflicting/,
      )
      assert.equal(results.lost, 0, seen)
    })

    for (const conflicts of ['apply_remote', 'keep_local', 'first_update_wins'])
      test(`by ${conflicts} what several servers wrote stays different`, async () => {
        const results = await run(runtime, { ...byPglogical, conflicts })
        const seen = tellRun(results)
        assert.equal(results.verdict, 'pass', seen)
        for (const id of ['conflicts-need-resolution', 'each-conflict-is-settled-by-the-policy'])
          assert.equal(verdicts(results)[id], 'holds', seen)
        assert.equal(results.checks.divergence.verdict, 'fail', seen)
      })

    test('the last update is whichever a clock says: one that is behind leaves rows different', async () => {
      const words = { by: 'pglogical', conflicts: 'last_update_wins', workload: 'register' }
      const schedule = [{ fault: 'clock-n2:jump=-3600', at: '500ms' }]
      const results = await run(runtime, { ...words, schedule, timeLimit: 5 })
      const seen = tellRun(results)
      assert.equal(results.verdict, 'fail', seen)
      assert.equal(verdicts(results)['last-update-wins-makes-all-equal'], 'violated', seen)
      assert.equal(verdicts(results)['each-conflict-is-settled-by-the-policy'], 'holds', seen)
    })

    test('keys that both servers let in are settled, and nobody stops', async () => {
      const words = { by: 'pglogical', conflicts: 'last_update_wins', workload: 'reservations' }
      const results = await run(runtime, { ...words, faults: [], timeLimit: 4 }, delayReplication)
      const seen = tellRun(results)
      assert.equal(results.verdict, 'pass', seen)
      assert.equal(verdicts(results)['last-update-wins-makes-all-equal'], 'holds', seen)
      assert.equal(verdicts(results)['each-conflict-is-settled-by-the-policy'], 'holds', seen)
    })

    test('an update of a row that another server has removed is skipped', async () => {
      const words = { by: 'pglogical', conflicts: 'last_update_wins', workload: 'removals' }
      const results = await run(runtime, { ...words, faults: [], timeLimit: 5 }, delayReplication)
      const seen = tellRun(results)
      assert.equal(results.verdict, 'pass', seen)
      assert.equal(verdicts(results)['updates-of-removed-rows-are-skipped'], 'holds', seen)
    })
  })
}

const short = { rate: 100, concurrency: 4 }

const run = (runtime: RuntimeName, words: Words, deed?: Deed<Bidirectional>) =>
  provenRunOf('bidirectional', { ...short, ...words }, { runtime, deed })

/** Without it a server may hear so soon of each write that no two meet. */
async function delayReplication({ links }: Bidirectional): Promise<void> {
  const toxic = { type: 'latency', attributes: { latency: 100, jitter: 0 } } as const
  const between = links.all().filter(({ group }) => group === 'replication')
  await Promise.all(between.map((link) => link.poison(toxic, ['downstream'], '100 ms later')))
}

/** A counter keeps all increments that it ever heard of, in one order, as whoever replicates rows never does. */
const keepingAll = `
  CREATE FUNCTION keep_all() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    NEW.increments := ARRAY(SELECT DISTINCT unnest(OLD.increments || NEW.increments) ORDER BY 1);
    RETURN NEW;
  END $$;
  CREATE TRIGGER keep_all BEFORE UPDATE ON counters FOR EACH ROW EXECUTE FUNCTION keep_all();
  ALTER TABLE counters ENABLE ALWAYS TRIGGER keep_all`

async function merge(cluster: Bidirectional, over: AbortSignal): Promise<void> {
  await tablesOf(cluster, over)
  for (const { name } of cluster.nodes) await cluster.server({ name }).query(keepingAll)
}

/** Returns once every server has the workload's tables. */
async function tablesOf(cluster: Bidirectional, over: AbortSignal): Promise<void> {
  const publishes = async ({ name }: { name: string }) => {
    const slots = await cluster
      .server({ name })
      .query('SELECT FROM pg_replication_slots WHERE active')
      .catch(() => [])
    return slots.length === cluster.nodes.length - 1
  }
  while (!(await Promise.all(cluster.nodes.map(publishes))).every(Boolean)) {
    over.throwIfAborted()
    await sleep(POLL_MS)
  }
}
