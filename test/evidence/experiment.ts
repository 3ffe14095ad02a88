import type { ClaimResult, RunResults } from '../../runner/results.ts'
import type { RuntimeName } from '../../runner/runtimes/open.ts'
import type { Sabotage } from '../runs/planted.ts'

/** A question that takes many runs to answer: how often what is expected was seen. */
export interface Experiment {
  id: string
  /** What is expected of each run, as a reader of the evidence reads it. */
  expects: string
  runtime: RuntimeName
  /** Absent where the words name the faults. */
  fault?: string
  /** `hot-standby` where none is named. */
  topology?: string
  /** Options of its `run` beside runtime, fault and seed. */
  words: Record<string, unknown>
  sabotage?: Sabotage
  /** How many seeds; a sabotage is there to be seen in each run. */
  seeds: number
  seen(results: RunResults): boolean
}

/** Whether a claim of this name was decided so. */
export function says(
  { claims }: Pick<RunResults, 'claims'>,
  id: string,
  as: ClaimResult['verdict'] = 'holds',
): boolean {
  return claims.some((claim) => claim.id === id && claim.verdict === as)
}
