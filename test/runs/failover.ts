import assert from 'node:assert/strict'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import type { DurabilityResult } from '../../checkers/durability/durability.ts'
import { chooseScenario } from '../../runner/cli/choose.ts'
import { execute } from '../../runner/cli/execute.ts'
import type { RuntimeName } from '../../runner/runtimes/open.ts'
import { syncLosesNothing } from '../../scenarios/claims/failover.ts'
import { outputFolder, runScenario } from './splitbrain.ts'

// A fault is in force for three tenths of it, which must do for a failover where other clusters run beside.
const LIMIT_SECONDS = 10

/** What a failover must show on every runtime: the promise, the loss, and that the promise can be seen broken. */
export function failovers(runtime: RuntimeName, skip: string | false): void {
  describe(`failover on the ${runtime} runtime`, { skip, concurrency: true }, () => {
    // Open loop: what is lost doesn't hang on how busy the machine is, and it isn't made busy.
    const on = [
      '--runtime',
      runtime,
      '--time-limit',
      String(LIMIT_SECONDS),
      '--rate',
      '100',
      '--concurrency',
      '2',
    ]

    test('an asynchronous standby loses acknowledged writes, as the manual says', async () => {
      await using output = await outputFolder()
      const { exitCode, json, latest, results } = await runScenario(output.path, [
        ...on,
        '--seed',
        '7',
      ])
      const [run] = json.runs
      assert.equal(exitCode, 0, JSON.stringify(results.claims))
      assert.ok(run.lost !== null && run.lost > 0, `lost ${run.lost} of ${run.acknowledged}`)
      assert.ok(run.rtoSeconds !== null && run.rtoSeconds > 0)
      const { rpo } = results.checks.durability as DurabilityResult
      assert.equal(typeof rpo?.walBytes, 'number', 'the failover recorded both positions')
      assert.deepEqual(run.claims, [
        { id: 'async-failover-may-lose-the-latest-writes', verdict: 'holds' },
      ])
      await assertWholeFolder(latest)
      assert.match(results.run.command, /--seed 7$/)
    })

    test('a synchronous standby loses none', async () => {
      await using output = await outputFolder()
      const { exitCode, json, results } = await runScenario(output.path, [
        ...on,
        '--sync',
        'on',
        '--standbys',
        '1',
      ])
      assert.equal(exitCode, 0, JSON.stringify(results))
      assert.equal(json.runs[0].lost, 0)
      assert.ok(json.runs[0].acknowledged > 0)
    })

    test('commits that do not wait are caught when they are held to the promise of those that do', async () => {
      await using output = await outputFolder()
      const scenario = chooseScenario('hot-standby', {
        sync: 'local',
        standbys: 1,
        timeLimit: LIMIT_SECONDS,
        rate: 100,
        concurrency: 2,
      })
      scenario.claims = [syncLosesNothing]
      const cancelled = new AbortController().signal
      const { results } = await execute({
        scenario,
        runtime,
        seed: 7,
        output: output.path,
        cancelled,
      })
      assert.equal(results.claims[0].verdict, 'violated', results.claims[0].reason)
      assert.equal(results.verdict, 'fail')
    })
  })
}

async function assertWholeFolder(folder: string): Promise<void> {
  const expected = [
    'history.jsonl',
    'logs',
    'report.html',
    'results.json',
    'run.json',
    'state.jsonl',
  ]
  assert.deepEqual((await readdir(folder)).toSorted(), expected)
  assert.deepEqual((await readdir(join(folder, 'logs'))).toSorted(), ['n1.log', 'n2.log', 'n3.log'])
  const log = await readFile(join(folder, 'logs', 'n2.log'), 'utf8')
  assert.match(log, /started streaming WAL/)
  const states = await readFile(join(folder, 'state.jsonl'), 'utf8')
  assert.match(states, /"role":"standby"/)
}
