import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { exitCodeOf } from '../../cli/exit-code.ts'
import type { RunResults } from '../../runner/results.ts'
import type { RuntimeName } from '../../runner/runtimes/open.ts'
import { makeSlot } from '../../scenarios/databases/postgres/subscription.ts'
import type { Logical } from '../../scenarios/topologies/logical/cluster.ts'
import { untilProven } from './attempts.ts'
import { runOf, written, type Deed, type Words } from './run-of.ts'
import { tellRun } from './tell-run.ts'

/** Subscribers are behind, and get nothing more in the primary's last moment. */
export const delayedThenDead = [
  { fault: 'delay-replication:ms=150', at: '500ms' },
  { fault: 'kill-primary', at: '3s' },
]

interface Case {
  words: Words
  /** What somebody does behind the harness's back once clients have written some rows. */
  deed?(cluster: Logical): Promise<unknown>
  verdict: RunResults['verdict']
  claims: Record<string, 'holds' | 'violated'>
  more?(results: RunResults): void
}

/** Rows that come after this are swallowed, whoever writes them. */
const swallow = `
  CREATE FUNCTION swallow() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';
  CREATE TRIGGER swallow BEFORE INSERT ON elements FOR EACH ROW WHEN (new.element % 10 = 0) EXECUTE FUNCTION swallow();
  ALTER TABLE elements ENABLE ALWAYS TRIGGER swallow`

/** Whatever is transferred, one more is there. */
const mint = `
  CREATE FUNCTION mint() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN new.balance := new.balance + 1; RETURN new; END';
  CREATE TRIGGER mint BEFORE UPDATE ON accounts FOR EACH ROW EXECUTE FUNCTION mint();
  ALTER TABLE accounts ENABLE ALWAYS TRIGGER mint`

const onSubscribers = (text: string) => (cluster: Logical) =>
  Promise.all(['n2', 'n3'].map((name) => cluster.server({ name }).query(text)))

export const cases = {
  'a subscriber is promoted, and lacks the latest writes alone: those that the delayed link still had':
    {
      words: { schedule: delayedThenDead, timeLimit: 12 },
      verdict: 'pass',
      claims: {
        'async-failover-may-lose-the-latest-writes': 'holds',
        'lag-bounds-the-loss': 'holds',
        'initial-copy-is-whole': 'holds',
        'replication-is-per-table': 'holds',
        'no-conflict-resolution': 'holds',
      },
      more: (results) => assert.ok(results.lost! > 0, tellRun(results)),
    },
  'rows, tables and numbers that are on a subscriber alone are found, though nobody asked for it': {
    words: { faults: [], timeLimit: 3 },
    deed: (cluster) =>
      cluster.server({ name: 'n2' }).query(
        `INSERT INTO unpublished VALUES (1000003);
         CREATE TABLE made_later (id integer);
         SELECT nextval('drawn')`,
      ),
    verdict: 'fail',
    claims: {
      'replication-is-per-table': 'violated',
      'sequences-are-not-replicated': 'violated',
      'ddl-is-not-replicated': 'violated',
    },
  },
  'a subscriber that lacks what it once had breaks the bound of its lag': {
    words: { schedule: delayedThenDead, timeLimit: 12 },
    deed: onSubscribers(swallow),
    verdict: 'fail',
    claims: { 'lag-bounds-the-loss': 'violated' },
  },
  'whoever could not copy the promoted one’s rows at once copies them later, be its slot there already':
    {
      words: { schedule: delayedThenDead, timeLimit: 12 },
      deed: (cluster) => makeSlot(cluster.server({ name: 'n2' }), 'n3'),
      verdict: 'pass',
      claims: { 'initial-copy-is-whole': 'holds', 'replication-is-per-table': 'holds' },
    },
  'planned, nothing is lost': {
    words: { faults: ['switchover'], timeLimit: 9 },
    verdict: 'pass',
    claims: { 'switchover-loses-nothing': 'holds', 'replication-is-per-table': 'holds' },
    more: (results) => assert.equal(results.lost, 0, tellRun(results)),
  },
  'a failover to a subscriber that commits wait for loses nothing': {
    words: { sync: 'on', applyCommit: 'local', faults: ['kill-primary'], timeLimit: 12 },
    verdict: 'pass',
    claims: { 'sync-failover-loses-nothing': 'holds', 'initial-copy-is-whole': 'holds' },
    more: (results) => assert.equal(results.lost, 0, tellRun(results)),
  },
  'a subscriber that flushes by itself holds commits up': {
    words: { sync: 'on', faults: [], timeLimit: 6, rate: undefined },
    verdict: 'pass',
    claims: { 'lazy-apply-delays-commits': 'holds' },
  },
  'one that is asked to flush does not, and a run that believed otherwise is told': {
    words: { sync: 'on', faults: [], timeLimit: 6, rate: undefined },
    deed: (cluster) =>
      Promise.all(
        ['n2', 'n3'].map((name) =>
          cluster
            .server({ name })
            .query(`ALTER SUBSCRIPTION ${name} SET (synchronous_commit = local)`),
        ),
      ),
    verdict: 'fail',
    claims: { 'lazy-apply-delays-commits': 'violated' },
  },
  'subscribers answer with whole transactions in one order, and late': {
    words: {
      workload: 'list-append',
      isolation: 'repeatable-read',
      reads: 'any',
      faults: ['delay-replication:ms=100'],
      timeLimit: 8,
    },
    verdict: 'pass',
    claims: {
      'subscribers-apply-whole-and-in-order': 'holds',
      'async-reads-may-be-stale': 'holds',
    },
  },
  'so they do while one of them is promoted and others copy what it has': {
    words: { workload: 'bank', reads: 'any', faults: ['kill-primary'], timeLimit: 12 },
    verdict: 'pass',
    claims: {
      'subscribers-apply-whole-and-in-order': 'holds',
      'initial-copy-is-whole': 'holds',
    },
  },
  'money out of nothing on a subscriber is found': {
    words: { workload: 'bank', reads: 'subscribers', faults: [], timeLimit: 4 },
    deed: onSubscribers(mint),
    verdict: 'fail',
    claims: { 'subscribers-apply-whole-and-in-order': 'violated' },
  },
  'where clients write where they are nobody refuses them, and servers diverge': {
    words: { writes: 'any', faults: [], timeLimit: 3 },
    verdict: 'fail',
    claims: { 'no-conflict-resolution': 'violated' },
    more: (results) => assert.equal(results.checks.divergence.verdict, 'fail', tellRun(results)),
  },
  'a row in the way stops what is applied, and once it is removed all is there': {
    words: { faults: ['occupy-row-subscriber'], timeLimit: 8 },
    verdict: 'pass',
    claims: { 'conflict-stops-replication': 'holds', 'replication-is-per-table': 'holds' },
  },
  'a subscriber without a key takes both rows and goes on, which breaks the claim': {
    words: { faults: ['occupy-row-subscriber'], timeLimit: 8 },
    deed: onSubscribers('ALTER TABLE partial DROP CONSTRAINT partial_pkey'),
    verdict: 'fail',
    claims: { 'conflict-stops-replication': 'violated' },
  },
} satisfies Record<string, Case>

/** What logical replication must show, and what must not pass for it. */
export function logicalReplications(
  runtime: RuntimeName,
  skip: string | false,
  names: readonly (keyof typeof cases)[],
): void {
  const concurrency = runtime === 'docker' ? 2 : 3
  describe(`logical on the ${runtime} runtime`, { skip, concurrency }, () => {
    for (const name of names)
      test(name, async () => {
        const { words, deed, verdict, claims, more }: Case = cases[name]
        const attempt = () => run(runtime, words, deed)
        const results = await untilProven(attempt, (each) => each.verdict !== 'unknown')
        const told = tellRun(results)
        assert.equal(results.verdict, verdict, told)
        const decided = new Map(results.claims.map((claim) => [claim.id, claim.verdict]))
        for (const [id, as] of Object.entries(claims))
          assert.equal(decided.get(id), as, `${id}: ${told}`)
        more?.(results)
      })
  })
}

/** What a server refuses is told in its own words, and nothing is left of it. */
export function refusedSetUps(
  runtime: RuntimeName,
  skip: string | false,
  remains: (runId: string) => Promise<string[]>,
): void {
  const refused: [string, Words, RegExp][] = [
    ['a table that is not there', { alsoPublish: 'nowhere' }, /relation "nowhere" does not exist/],
    [
      'a table without a key',
      { workload: 'bank', identity: 'nothing' },
      /cannot update table "accounts" because it does not have a replica identity/,
    ],
    ['a row of its own', { ownRows: 'yes' }, /duplicate key value violates unique constraint/],
  ]
  describe(`what logical refuses on the ${runtime} runtime`, { skip, concurrency: 3 }, () => {
    for (const [what, words, said] of refused)
      test(what, async () => {
        const results = await run(runtime, { ...words, faults: [], timeLimit: 3 })
        assert.equal(exitCodeOf([results], false), 64, tellRun(results))
        assert.match(results.error!.message, said)
        assert.doesNotMatch(results.error!.message, /\n/)
        assert.deepEqual(await remains(results.run.id), [])
      })
  })
}

function run(runtime: RuntimeName, words: Words, deed?: Case['deed']): Promise<RunResults> {
  const onceWritten: Deed<Logical> = async (cluster, over) => {
    await written(cluster.server({ name: 'n1' }), 'unpublished', 30, over)
    await deed!(cluster)
  }
  const told = { runtime, deed: deed && onceWritten }
  return runOf('logical', { rate: 100, concurrency: 4, ...words }, told)
}
