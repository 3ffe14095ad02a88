import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { RunResults } from '../../runner/results.ts'
import type { RuntimeName } from '../../runner/runtimes/open.ts'
import type { Finding } from '../../scenarios/findings/finding.ts'
import { longFork } from '../../scenarios/findings/long-fork.ts'
import { sabotaged } from './planted.ts'
import { outputFolder } from './splitbrain.ts'
import { tellRun } from './tell-run.ts'

const all: readonly Finding[] = [longFork]

/** Whether a run of a finding, or of its repaired twin, shows what it is there for. */
export function convicts({ violates }: Finding, { verdict, claims }: RunResults): boolean {
  return (
    verdict === 'fail' &&
    claims.some(({ id, ...each }) => id === violates && each.verdict === 'violated')
  )
}

export function acquits({ violates }: Finding, { verdict, claims }: RunResults): boolean {
  return (
    verdict === 'pass' &&
    claims.some(({ id, ...each }) => id === violates && each.verdict === 'holds')
  )
}

/** Each finding is found again, and what is the same but for the mistake passes. */
export function findings(runtime: RuntimeName, skip: string | false): void {
  describe(`findings on the ${runtime} runtime`, { skip, concurrency: 2 }, () => {
    for (const finding of all) {
      test(`${finding.name} convicts`, async () => {
        const results = await run(finding, {}, runtime)
        assert.ok(convicts(finding, results), tellRun(results))
      })

      test(`${finding.name}, repaired, passes`, async () => {
        const results = await run(finding, finding.repaired, runtime)
        assert.ok(acquits(finding, results), tellRun(results))
      })
    }
  })
}

async function run(
  { topology, words, fault }: Finding,
  otherwise: Finding['repaired'],
  runtime: RuntimeName,
): Promise<RunResults> {
  await using output = await outputFolder()
  const nothing = { topology, words: { ...words, ...otherwise }, act: async () => {} }
  return sabotaged(nothing, { fault, runtime, output: output.path, seed: 7 })
}
