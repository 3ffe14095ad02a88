import assert from 'node:assert/strict'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { chooseScenario } from '../../cli/choose.ts'
import { execute } from '../../cli/execute.ts'
import { readHistory } from '../../history/formats/read.ts'
import { judge } from '../../runner/judge.ts'
import type { RuntimeName } from '../../runner/runtimes/open.ts'
import { syncLosesNothing } from '../../scenarios/claims/failover.ts'
import { untilProven } from './attempts.ts'
import { outputFolder, runScenario } from './splitbrain.ts'
import { tellRun } from './tell-run.ts'

const load = { timeLimit: 10, rate: 100, concurrency: 2 }

/** What comes of how an operator goes about it, and that the same judges see it. */
export function operators(runtime: RuntimeName, skip: string | false): void {
  describe(
    `operators on the ${runtime} runtime`,
    { skip, concurrency: runtime === 'docker' ? 2 : true },
    () => {
      // The finding isolated-primary is that of one who doesn't fence, and of one who does.
      test('who waits for the end of a primary that goes on promotes nobody', async () => {
        await using output = await outputFolder()
        const words = '--time-limit 10 --rate 100 --concurrency 2 --fence wait'.split(' ')
        const fault = ['--faults', 'cut-operator-to-n1', '--runtime', runtime]
        const { json, results } = await runScenario(output.path, [...words, ...fault])
        assert.equal(json.runs[0].lost, 0, tellRun(results))
        const told = [...results.claims, ...results.findings].map(({ reason }) => reason)
        assert.match(told.join(' '), /No failover|No claim was on trial/)
      })

      /** A standby that hears everything two seconds late, and then the primary's death. */
      async function lagging(output: string, choose: string) {
        const scenario = chooseScenario('hot-standby', {
          ...load,
          timeLimit: 18,
          sync: 'on',
          syncNames: 'FIRST 1 (n2, n3)',
          choose,
          faults: ['delay-n3-to-n1:ms=2000', 'kill-primary'],
        })
        const [delay, kill] = scenario.faults
        scenario.steps = () => [
          [{ fault: delay, from: { atMs: 500 }, to: { atMs: 11_000 } }],
          [{ fault: kill, from: { atMs: 5000 }, to: { atMs: 11_000 } }],
        ]
        const cancelled = new AbortController().signal
        const { results, path } = await execute({ scenario, runtime, seed: 1, output, cancelled })
        return { results, path, scenario }
      }
      const proven = (output: string, choose: string) =>
        untilProven(
          () => lagging(output, choose),
          ({ results }) => results.verdict !== 'unknown',
        )

      test('what one standby confirmed is lost with another, and the promise broken', async () => {
        await using output = await outputFolder()
        const { results, path, scenario } = await proven(output.path, 'least-advanced')
        assert.equal(results.verdict, 'pass', tellRun(results))
        assert.equal(results.claims[0].id, 'unconfirmed-standby-may-lose-the-latest-writes')
        assert.ok(results.lost! > 0)
        const { history } = await readHistory(join(path, 'history.jsonl'))
        const mode = { synchronous_commit: 'on', synchronous_standby_names: true }
        const claims = [syncLosesNothing(mode, scenario.workload)]
        assert.equal(judge(history, { ...scenario, claims }).claims[0].verdict, 'violated')
      })

      test('and kept with the one that is the most advanced', async () => {
        await using output = await outputFolder()
        const { results } = await proven(output.path, 'most-advanced')
        assert.equal(results.claims[0].id, 'sync-failover-loses-nothing')
        assert.equal(results.claims[0].verdict, 'holds', tellRun(results))
        assert.equal(results.lost, 0)
      })
    },
  )
}
