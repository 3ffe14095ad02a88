import assert from 'node:assert/strict'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { chooseScenario } from '../../cli/choose.ts'
import { exitCodes } from '../../history/errors.ts'
import { readHistory } from '../../history/formats/read.ts'
import { judge } from '../../runner/judge.ts'
import type { RuntimeName } from '../../runner/runtimes/open.ts'
import { crashLosesNothing } from '../../scenarios/claims/crash.ts'
import { untilProven } from './attempts.ts'
import { outputFolder, runScenario } from './splitbrain.ts'
import { tellRun } from './tell-run.ts'

const load = ['--time-limit', '8', '--rate', '200', '--concurrency', '2', '--standbys', '1']

/** What a server's own crash takes with it, by what commits wait for. */
export function crashes(runtime: RuntimeName, skip: string | false): void {
  describe(
    `a crash on the ${runtime} runtime`,
    { skip, concurrency: runtime === 'docker' ? 2 : true },
    () => {
      const crashed = (output: string, sync: string) => {
        const words = ['--runtime', runtime, '--sync', sync, '--faults', 'crash-primary', ...load]
        // On a busy machine the server may be given up before it is back, and nothing be lost by chance.
        return untilProven(
          () => runScenario(output, words),
          ({ exitCode }) => exitCode !== exitCodes.unknown,
        )
      }

      test('loses the last moment where commits wait for no disk, and the same judges see that', async () => {
        await using output = await outputFolder()
        const { exitCode, json, latest, results } = await crashed(output.path, 'off')
        assert.equal(exitCode, exitCodes.ok, tellRun(results))
        assert.ok(json.runs[0].lost! > 0)
        const { history } = await readHistory(join(latest, 'history.jsonl'))
        const scenario = chooseScenario('hot-standby', {})
        const claims = [crashLosesNothing({ synchronous_commit: 'off' }, scenario.workload)]
        const judged = judge(history, { ...scenario, faults: [], claims })
        assert.equal(judged.claims[0].verdict, 'violated', judged.claims[0].reason)
      })

      test('loses nothing where they do', async () => {
        await using output = await outputFolder()
        const { exitCode, json, results } = await crashed(output.path, 'local')
        assert.equal(exitCode, exitCodes.ok, tellRun(results))
        assert.equal(json.runs[0].lost, 0)
      })
    },
  )
}
