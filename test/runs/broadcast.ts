import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { RunResults } from '../../runner/results.ts'
import type { RuntimeName } from '../../runner/runtimes/open.ts'
import { provenRunOf, type Words } from './run-of.ts'
import { tellRun } from './tell-run.ts'

const serverDies = 'crash-in-commit:at=between-commits:spare=coordinator'

/** A server that dies in mid-commit has the transaction when it is back, or never gets it. */
export function halfBroadcast(runtime: RuntimeName, skip: string | false = false): void {
  test(
    `broadcast on the ${runtime} runtime: with plain commit a server that dies in mid-commit lacks what another has`,
    { skip },
    async () => {
      const results = await run(runtime, { commit: 'plain', faults: [serverDies] })
      const seen = tellRun(results)
      assert.equal(results.verdict, 'fail', seen)
      assert.equal(verdictOf('all-commit-or-none', results), 'violated', seen)
      assert.equal(results.lost, 0, seen)
    },
  )
}

/** What each server calls for itself differs, and each call that does is named. */
export function calledOnEach(runtime: RuntimeName, skip: string | false = false): void {
  test(
    `broadcast on the ${runtime} runtime: random() and others differ by server, and constants do not`,
    { skip },
    async () => {
      const words = { workload: 'functions', faults: [], timeLimit: 4, rate: undefined }
      const results = await run(runtime, words)
      const { verdict, reason } = results.claims.find(
        ({ id }) => id === 'random-differs-by-server',
      )!
      assert.equal(verdict, 'holds', tellRun(results))
      const [, different, same] = /Different: (.*)\. The same: (.*)\.$/.exec(reason)!
      const ways = ['INSERT', 'DEFAULT', 'UPDATE']
      for (const way of ways) {
        for (const call of ['random()', 'clock_timestamp()', 'gen_random_uuid()', 'now()'])
          assert.ok(different.includes(`${way} ${call} (`), `${way} ${call}: ${reason}`)
        assert.ok(same.includes(`${way} 'constant'`), reason)
      }
      assert.equal(results.verdict, 'pass', tellRun(results))
    },
  )
}

/** What else the manual says of it. */
export function broadcastClaims(runtime: RuntimeName): void {
  describe(`broadcast on the ${runtime} runtime`, () => {
    test('with two-phase commit a server that dies in mid-commit has it when it is back', async () => {
      const results = await run(runtime, { faults: [serverDies] })
      assert.equal(results.verdict, 'pass', tellRun(results))
      assert.equal(verdictOf('all-commit-or-none', results), 'holds', tellRun(results))
    })

    test('nobody writes while a server is away, and nothing is lost', async () => {
      const results = await run(runtime, { faults: ['kill-server'] })
      assert.equal(results.verdict, 'pass', tellRun(results))
      assert.equal(verdictOf('every-server-is-waited-for', results), 'holds', tellRun(results))
    })

    test('each server answers reads, which fit one order', async () => {
      const words = { workload: 'register', faults: [], timeLimit: 3, nodes: 3 }
      const results = await run(runtime, words)
      assert.equal(results.verdict, 'pass', tellRun(results))
      assert.equal(verdictOf('reads-are-distributed', results), 'holds', tellRun(results))
    })
  })
}

const verdictOf = (id: string, { claims }: RunResults) =>
  claims.find((claim) => claim.id === id)?.verdict

const run = (runtime: RuntimeName, words: Words) =>
  provenRunOf('broadcast', { rate: 60, concurrency: 4, timeLimit: 8, ...words }, { runtime })
