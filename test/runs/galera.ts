import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { RunResults } from '../../runner/results.ts'
import { untilProven } from './attempts.ts'
import { provenRunOf, runOf } from './run-of.ts'
import { tellRun } from './tell-run.ts'

/** A server that has a transaction and has not applied it shows what was there before. */
export function staleReadsOfGalera(skip: string | false): void {
  test(
    'galera on the docker runtime: who reads at another server is shown what is old',
    { skip },
    async () => {
      const words = { workload: 'register', faults: [], timeLimit: 8, concurrency: 16 }
      const results = await provenRunOf('galera', words, { runtime: 'docker', seed: 7 })
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

/** Where tables are locked on one server, nobody's writes are acknowledged anywhere soon, unless nobody is to wait for it. */
export function writersHeldByGalera(skip: string | false): void {
  for (const [flowControlLimit, said] of [
    [16, 'holds'],
    [100_000, 'violated'],
  ] as const)
    test(
      `galera on the docker runtime: with a flow control limit of ${flowControlLimit}, that no server lags too far is ${said}`,
      { skip },
      async () => {
        const words = { faults: ['lock-storm-n2:hold=4000'], rate: 100, flowControlLimit }
        const claimIn = ({ claims }: RunResults) =>
          claims.find(({ id }) => id === 'no-server-lags-too-far')
        const results = await untilProven(
          () => runOf('galera', words, { runtime: 'docker', seed: 7 }),
          (each) => claimIn(each)?.verdict !== 'unknown' && each.verdict !== 'unknown',
        )
        const seen = tellRun(results)
        assert.equal(claimIn(results)?.verdict, said, seen)
        assert.equal(results.verdict, said === 'holds' ? 'pass' : 'fail', seen)
        assert.equal(results.lost, 0, seen)
        const { pausedMs } = claimIn(results)!.power!
        assert.equal(pausedMs > 0, said === 'holds', seen)
      },
    )
}
