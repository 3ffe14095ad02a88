import assert from 'node:assert/strict'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import type { DurabilityResult } from '../../checkers/durability/durability.ts'
import { chooseScenario } from '../../cli/choose.ts'
import { evidenceOf } from '../../runner/evidence.ts'
import { exitCodes } from '../../history/errors.ts'
import { readHistory } from '../../history/formats/read.ts'
import { judge } from '../../runner/judge.ts'
import type { RuntimeName } from '../../runner/runtimes/open.ts'
import { syncLosesNothing } from '../../scenarios/claims/failover.ts'
import { untilProven } from './attempts.ts'
import { outputFolder, runScenario } from './splitbrain.ts'
import { tellRun } from './tell-run.ts'

// A fault is in force for three tenths of it, which must do for a failover where other clusters run beside.
const LIMIT_SECONDS = 10

// Open loop: what is lost doesn't hang on how busy the machine is, and it isn't made busy.
const load = ['--time-limit', String(LIMIT_SECONDS), '--rate', '100', '--concurrency', '2']

/** What a failover must show on every runtime: the promise, the loss, and that the promise can be seen broken. */
export function failovers(runtime: RuntimeName, skip: string | false): void {
  describe(`failover on the ${runtime} runtime`, { skip, concurrency: true }, () => {
    const on = ['--runtime', runtime, ...load]

    test('an asynchronous standby loses acknowledged writes, as the manual says', async () => {
      await using output = await outputFolder()
      const { exitCode, json, latest, results } = await provingRun(output.path, [
        ...on,
        '--seed',
        '7',
      ])
      const [run] = json.runs
      assert.equal(exitCode, exitCodes.ok, tellRun(results))
      assert.ok(run.lost !== null && run.lost > 0, `lost ${run.lost} of ${run.acknowledged}`)
      assert.ok(run.rtoSeconds !== null && run.rtoSeconds > 0)
      const { rpo } = results.checks.durability as DurabilityResult
      assert.equal(typeof rpo?.walBytes, 'number', 'the failover recorded both positions')
      assert.deepEqual(
        run.claims.map(({ id, verdict }) => [id, verdict]),
        [
          ['async-failover-may-lose-the-latest-writes', 'holds'],
          ['standby-has-almost-all-data', 'holds'],
          ['standby-is-soon-the-primary', 'holds'],
          ['standbys-refuse-writes', 'holds'],
        ],
      )
      assert.ok(run.claims[0].power!.acknowledgedBeforeTheSwitch > 0)
      await assertWholeFolder(latest)
      await assertCaught(latest)
      assert.match(results.run.command, /--seed 7$/)
    })

    test('a synchronous standby loses none', async () => {
      await using output = await outputFolder()
      const { exitCode, json, results } = await provingRun(output.path, [
        ...on,
        '--sync',
        'on',
        '--standbys',
        '1',
      ])
      assert.equal(exitCode, exitCodes.ok, tellRun(results))
      assert.equal(json.runs[0].lost, 0)
      assert.ok(json.runs[0].acknowledged! > 0)
    })
  })
}

/** On a busy machine a primary may be given up before it is struck, and such a run proves nothing. */
const provingRun = (output: string, words: string[]) =>
  untilProven(
    () => runScenario(output, words),
    ({ exitCode }) => exitCode !== exitCodes.unknown,
  )

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

/** Names standbys and doesn't wait for them, which the same judges must see. */
export function localCommitsAreCaught(runtime: RuntimeName, skip: string | false): void {
  test(
    `commits that wait for no standby are caught on the ${runtime} runtime`,
    { skip },
    async () => {
      await using output = await outputFolder()
      const words = ['--runtime', runtime, '--sync', 'local', '--standbys', '1', ...load]
      const { json, latest, results } = await provingRun(output.path, words)
      assert.ok(json.runs[0].lost! > 0, tellRun(results))
      await assertCaught(latest)
    },
  )
}

/** The same history, held to the promise of those that wait, breaks it. */
async function assertCaught(folder: string): Promise<void> {
  const { history } = await readHistory(join(folder, 'history.jsonl'))
  const scenario = chooseScenario('hot-standby', {})
  const { settings } = evidenceOf(history).modes[0]
  const mode = {
    synchronous_commit: settings.synchronous_commit,
    synchronous_standby_names: settings.synchronous_standby_names !== '',
  }
  const { verdict, claims } = judge(history, {
    ...scenario,
    claims: [syncLosesNothing(mode, scenario.workload)],
  })
  assert.equal(claims[0].verdict, 'violated', claims[0].reason)
  assert.equal(verdict, 'fail')
}
