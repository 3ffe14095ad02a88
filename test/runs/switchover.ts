import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { chooseScenario } from '../../cli/choose.ts'
import { execute } from '../../cli/execute.ts'
import { exitCodes } from '../../history/errors.ts'
import type { RuntimeName } from '../../runner/runtimes/open.ts'
import { outputFolder, runScenario } from './splitbrain.ts'
import { tellRun } from './tell-run.ts'

/** What is planned loses nothing, and is not done where it would. */
export function switchovers(runtime: RuntimeName, skip: string | false): void {
  describe(
    `a switchover on the ${runtime} runtime`,
    { skip, concurrency: runtime === 'docker' ? 2 : true },
    () => {
      test('loses nothing without anybody’s waiting, and the old primary follows as it is', async () => {
        await using output = await outputFolder()
        const load = ['--time-limit', '8', '--rate', '100', '--concurrency', '2']
        const words = ['--runtime', runtime, '--faults', 'switchover', ...load]
        const { exitCode, json, latest, results } = await runScenario(output.path, words)
        assert.equal(exitCode, exitCodes.ok, tellRun(results))
        const [run] = json.runs
        assert.equal(run.lost, 0)
        assert.deepEqual(
          run.claims.map(({ id, verdict }) => [id, verdict]),
          [['switchover-loses-nothing', 'holds']],
        )
        assert.ok(run.outageSeconds! > 0)
        const log = await readFile(join(latest, 'logs', 'n1.log'), 'utf8')
        assert.match(log, /database system is shut down[^]*entering standby mode/)
        // A copy would begin with a label of its backup.
        assert.doesNotMatch(log, /starting backup recovery/)
        const history = await readFile(join(latest, 'history.jsonl'), 'utf8')
        for (const step of ['catch-up', 'step-down', 'promote', 'rejoin'])
          assert.match(history, new RegExp(`"ok","kind":"operator","f":"${step}"`))
      })

      test('is called off where no standby has all', async () => {
        await using output = await outputFolder()
        const scenario = chooseScenario('hot-standby', {
          timeLimit: 18,
          rate: 100,
          concurrency: 2,
          faults: ['cut-replication', 'switchover'],
        })
        const [cut, switchover] = scenario.faults
        scenario.steps = () => [
          [{ fault: cut, from: { atMs: 2000 }, to: { atMs: 14_000 } }],
          [{ fault: switchover, from: { atMs: 3000 }, to: { atMs: 3000 } }],
        ]
        const cancelled = new AbortController().signal
        const where = { runtime, seed: 1, output: output.path, cancelled }
        const { results } = await execute({ scenario, ...where })
        const claim = results.claims.find(({ id }) => id === 'switchover-loses-nothing')
        assert.equal(claim?.verdict, 'unknown', tellRun(results))
        assert.match(claim.reason, /nobody took its place/)
        assert.equal(results.lost, 0)
      })
    },
  )
}
