import { exitCodes } from '../../history/errors.ts'
import { rateText } from '../../runner/interval.ts'
import type { RunResults } from '../../runner/results.ts'
import type { Trial } from '../../scenarios/findings/finding.ts'
import { exitCodeOf } from '../exit-code.ts'

/** A finding or its twin, and the runs that were made of it. */
export interface Tried {
  trial: Trial
  runs: readonly RunResults[]
}

/** What was expected, how often it was seen, and what the run said that shows it best: one that was not as expected. */
export function toldOf({ trial, runs }: Tried): { line: string; reason: string } {
  const { name, expects, isSeen, reasonOf } = trial
  const seen = runs.filter((each) => isSeen(each)).length
  const told = runs.find((each) => !isSeen(each)) ?? runs[0]
  return {
    line: `${name} ${expects}: ${seen} of ${runs.length}, ${rateText(seen, runs.length)}`,
    reason: reasonOf(told),
  }
}

/**
 * 0 where each run showed what is known of it. A run that should have passed and fails is what fails; a finding that is
 * not found again proves nothing either way.
 */
export function exitCodeOfTrials(all: readonly Tried[], interrupted: boolean): number {
  const runs = all.flatMap((each) => each.runs)
  const broken = runs.filter(({ error }) => error !== undefined)
  if (interrupted || broken.length > 0) return exitCodeOf([...broken], interrupted)
  const failed = all.some(
    ({ trial, runs: made }) =>
      trial.expects === 'passes' && made.some(({ verdict }) => verdict === 'fail'),
  )
  if (failed) return exitCodes.fail
  const allSeen = all.every(({ trial, runs: made }) => made.every((each) => trial.isSeen(each)))
  return allSeen ? exitCodes.ok : exitCodes.unknown
}
