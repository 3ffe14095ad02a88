import type { ClaimResult, RunResults } from './results.ts'

/** A sentence of a manual as an experiment: what must be seen for it to hold, and what would violate it. */
export interface Claim {
  id: string
  sentence: string
  /** Document and section. */
  source: string
  decide(
    results: Pick<RunResults, 'checks' | 'acknowledged' | 'lost'>,
    seen: { failovers: number },
  ): Pick<ClaimResult, 'verdict' | 'reason'>
}
