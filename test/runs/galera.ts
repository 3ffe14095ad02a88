import assert from 'node:assert/strict'
import { test } from 'node:test'
import { untilProven } from './attempts.ts'
import { runOf } from './run-of.ts'
import { tellRun } from './tell-run.ts'

/** A server that has a transaction and has not applied it shows what was there before. */
export function staleReadsOfGalera(skip: string | false): void {
  test(
    'galera on the docker runtime: who reads at another server is shown what is old',
    { skip },
    async () => {
      const words = { workload: 'register', faults: [], timeLimit: 4 }
      const results = await untilProven(
        () => runOf('galera', words, { runtime: 'docker', seed: 7 }),
        ({ verdict }) => verdict !== 'unknown',
      )
      const seen = tellRun(results)
      assert.equal(results.verdict, 'fail', seen)
      assert.deepEqual(
        results.claims.map(({ id, verdict }) => [id, verdict]).slice(0, 2),
        [
          ['each-server-accepts-writes', 'holds'],
          ['reads-are-consistent-on-every-server', 'violated'],
        ],
        seen,
      )
      assert.equal(results.checks.linearizability.anomalies[0].name, 'stale read', seen)
    },
  )
}
