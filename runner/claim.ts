import type { Anomaly } from '../checkers/checker.ts'
import type { Evidence } from './evidence.ts'
import type { Aim } from './fault.ts'
import type { ClaimResult, RunResults } from './results.ts'

/** What the checkers found, every anomaly of it. */
export type Judged = Pick<RunResults, 'checks' | 'acknowledged' | 'lost'>

export type Decision = Pick<ClaimResult, 'verdict' | 'reason' | 'power' | 'wouldHold'>

/** A sentence of a manual as an experiment: what must be seen for it to hold, and what would violate it. */
export interface Claim {
  id: string
  sentence: string
  /** Document and section. */
  source: string
  /** On trial where a fault aims at this, or where it happened, as only the claim may know; `load` is in every run. */
  trial: Aim | 'load' | ((evidence: Evidence) => boolean)
  /** Whether it speaks of this kind of anomaly; a run fails for any that none speaks of but undecided ones. */
  covers(check: string, anomaly: Anomaly, judged: Judged): boolean
  /** Whether that is said of damaged files; what any other allows, it allows of sound ones. */
  ofDamage?: true
  /** `unknown` where nothing in the run could have broken it: what could have is the decision's power. */
  decide(judged: Judged, evidence: Evidence): Decision
}
