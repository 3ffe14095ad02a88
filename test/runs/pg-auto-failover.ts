import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { RuntimeName } from '../../runner/runtimes/open.ts'
import { runOf, verdicts, type Words } from './run-of.ts'
import { tellRun } from './tell-run.ts'

/** A failover of its own takes some ten seconds, and so does the way back. */
const short = { rate: 60, concurrency: 4, timeLimit: 30 }
const struck = (fault: string) => [{ fault, at: '2s', for: '18s' }]

const run = (runtime: RuntimeName, words: Words) =>
  runOf('pg-auto-failover', { ...short, ...words }, { runtime })

/** What a primary that falls leaves behind, by whether commits waited, and what a monitor is needed for. */
export function autoFailover(runtime: RuntimeName, skip: string | false): void {
  describe(`pg_auto_failover on the ${runtime} runtime`, { skip }, () => {
    for (const fault of ['kill-primary', 'pause-primary', 'partition-primary'])
      test(`${fault}: a failover loses nothing where commits waited`, async () => {
        const results = await run(runtime, { schedule: struck(fault) })
        assert.equal(results.verdict, 'pass', tellRun(results))
        assert.equal(results.lost, 0, tellRun(results))
        assert.equal(verdicts(results)['sync-failover-loses-nothing'], 'holds', tellRun(results))
      })

    test('and loses the latest where they did not', async () => {
      const results = await run(runtime, {
        schedule: struck('kill-primary'),
        sync: 'off',
      })
      assert.equal(results.verdict, 'pass', tellRun(results))
      assert.ok(results.lost! > 0, tellRun(results))
    })

    test('without the monitor the service goes on', async () => {
      const results = await run(runtime, { schedule: struck('kill-monitor') })
      assert.equal(results.verdict, 'pass', tellRun(results))
      assert.equal(verdicts(results)['service-needs-no-monitor'], 'holds', tellRun(results))
    })

    test('and nobody takes the place of a primary that falls', async () => {
      const schedule = [
        { fault: 'kill-monitor', at: '2s', for: '24s' },
        { fault: 'kill-primary', at: '4s', for: '20s' },
      ]
      const results = await run(runtime, { schedule, timeLimit: 40 })
      assert.equal(verdicts(results)['no-failover-without-monitor'], 'holds', tellRun(results))
    })

    test('standbys that die are not waited for where none is asked for', async () => {
      const words = { standbys: 1, schedule: struck('kill-n2') }
      const results = await run(runtime, words)
      assert.equal(results.verdict, 'pass', tellRun(results))
      assert.equal(verdicts(results)['writes-go-on-without-standbys'], 'holds', tellRun(results))
    })
  })
}
