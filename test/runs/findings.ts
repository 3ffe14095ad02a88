import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { chooseScenario } from '../../cli/choose.ts'
import { execute } from '../../cli/execute.ts'
import type { RunResults } from '../../runner/results.ts'
import type { RuntimeName } from '../../runner/runtimes/open.ts'
import { trialsOf, type Finding, type Trial } from '../../scenarios/findings/finding.ts'
import { untilProven } from './attempts.ts'
import { outputFolder } from './splitbrain.ts'
import { tellRun } from './tell-run.ts'

/** Those whose cluster takes its time to start, or what befalls it takes its own: in containers they are among the twins. */
export function isSlow({ name, topology }: Finding): boolean {
  const slow = ['galera', 'patroni', 'pg-auto-failover', 'repmgr']
  return slow.includes(topology) || name === 'interrupted-rewind'
}

/** Each finding is found again, and what is the same but for the mistake passes. */
export function findings(
  all: readonly Finding[],
  runtime: RuntimeName,
  skip: string | false,
): void {
  const concurrency = runtime === 'docker' ? 2 : 3
  describe(`findings on the ${runtime} runtime`, { skip, concurrency }, () => {
    for (const finding of all)
      for (const trial of trialsOf(finding, runtime))
        test(`${trial.name} ${trial.expects}`, async () => {
          const run = () => made(finding, trial, runtime)
          // What the database does by itself, now and then, it does not do each time.
          const maySeem = finding.seldom !== undefined && trial.expects === 'passes'
          const isProven = (results: RunResults) =>
            trial.isSeen(results) || (results.verdict !== 'unknown' && !maySeem)
          const results = await untilProven(run, isProven)
          assert.ok(trial.isSeen(results), tellRun(results))
        })
  })
}

async function made(
  { topology }: Finding,
  { words }: Trial,
  runtime: RuntimeName,
): Promise<RunResults> {
  await using output = await outputFolder()
  const scenario = chooseScenario(topology, words)
  const cancelled = new AbortController().signal
  const place = { runtime, output: output.path, seed: 7, cancelled }
  return (await execute({ scenario, ...place })).results
}
