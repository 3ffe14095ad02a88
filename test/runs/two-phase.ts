import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { RunResults } from '../../runner/results.ts'
import type { RuntimeName } from '../../runner/runtimes/open.ts'
import { untilProven } from './attempts.ts'
import { provenRunOf, type Words } from './run-of.ts'
import { tellRun } from './tell-run.ts'

const rate = 60
const halfDone = 'crash-in-commit:at=between-commits'

/** A coordinator and a server that die together, in the middle of a commit. */
export function diesHalfway(runtime: RuntimeName, skip: string | false): void {
  test(
    `two-phase on the ${runtime} runtime: coordinator and server die between two commits, and all have it`,
    { skip },
    async () => {
      const results = await run(runtime, {
        workload: 'bank',
        isolation: 'repeatable-read',
        faults: [`${halfDone}:with=server`],
      })
      const seen = tellRun(results)
      assert.equal(results.verdict, 'pass', seen)
      assert.deepEqual(
        results.claims.map(({ id, verdict }) => [id, verdict]),
        [
          ['all-commit-or-none', 'holds'],
          ['failure-loses-nothing', 'holds'],
          ['each-server-accepts-writes', 'holds'],
          ['isolation-repeatable-read', 'holds'],
        ],
        seen,
      )
      assert.ok((results.claims[0].power?.resolved ?? 0) > 0, seen)
    },
  )
}

/** What must not pass for it: each is found in one run. */
export function halfDoneCommits(runtime: RuntimeName): void {
  const verdictOf = (id: string, { claims }: RunResults) =>
    claims.find((claim) => claim.id === id)?.verdict
  const violated = (results: RunResults) =>
    results.claims.filter(({ verdict }) => verdict === 'violated').map(({ id }) => id)

  describe(`two-phase on the ${runtime} runtime, with a defect`, { concurrency: 2 }, () => {
    for (const [defect, fault] of [
      [{ commit: 'one-phase' }, halfDone],
      [{ coordinatorLog: 'off' }, halfDone],
      [{ recovery: 'off' }, 'crash-in-commit:at=after-decision'],
    ] as const)
      test(`${JSON.stringify(defect)}: some servers have a transaction that others lack`, async () => {
        const results = await run(runtime, { ...defect, faults: [fault] })
        assert.equal(results.verdict, 'fail', tellRun(results))
        assert.deepEqual(violated(results), ['all-commit-or-none'], tellRun(results))
        const orphans = 'recovery' in defect ? 'fail' : 'pass'
        assert.equal(results.checks.orphans.verdict, orphans, tellRun(results))
      })

    test('who reads any server at any moment sees commits half done', async () => {
      const words = { workload: 'register', reads: 'any', faults: [halfDone] }
      const results = await run(runtime, words)
      assert.equal(results.verdict, 'fail', tellRun(results))
      assert.deepEqual(violated(results), ['reads-are-consistent-on-every-server'])
    })
  })

  // One after the other, for they keep the machine busy.
  describe(`two-phase on the ${runtime} runtime, as fast as it can`, () => {
    // As many at once as they can: of two that read what the other writes, each at a server of its own.
    const busy = { faults: [], rate: undefined, concurrency: 8 }

    test('what is serializable on each server is not on all of them', async () => {
      // Which two transactions meet is chance: nearly every run has such a pair, and one without it proves nothing.
      const words = { workload: 'list-append', isolation: 'serializable', ...busy, concurrency: 4 }
      const results = await untilProven(
        () => run(runtime, words),
        ({ verdict }) => verdict === 'fail',
      )
      assert.equal(results.verdict, 'fail', tellRun(results))
      assert.deepEqual(violated(results), ['isolation-serializable'], tellRun(results))
    })

    test('writers of one row at several servers lock each other out', async () => {
      const results = await run(runtime, { workload: 'register', ...busy, concurrency: 24 })
      assert.equal(results.verdict, 'pass', tellRun(results))
      assert.equal(verdictOf('heavy-writing-locks-writers-out', results), 'holds', tellRun(results))
    })

    test('random() draws on each server where statements are shipped', async () => {
      const words = { workload: 'draws', ship: 'statements', faults: [], timeLimit: 3 }
      const results = await run(runtime, words)
      assert.equal(results.verdict, 'pass', tellRun(results))
      assert.equal(results.claims.at(-1)?.id, 'random-differs-by-server')
    })
  })
}

const run = (runtime: RuntimeName, words: Words) =>
  provenRunOf('two-phase', { rate, concurrency: 4, timeLimit: 8, ...words }, { runtime })
