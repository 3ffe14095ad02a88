import type { Claim, Decision } from '../../runner/claim.ts'
import { highAvailability } from './manual.ts'
import { notInForce, type ExpectedMode } from './in-force.ts'
import { speaksOfLosses, type Losses } from './losses.ts'

/** What a failover may lose in a mode, as a sentence of the manual. */
export interface AfterFailover extends Pick<Claim, 'id' | 'sentence' | 'decide'> {
  mode: ExpectedMode
  workload: Losses
}

/** A claim about losses in failovers, which decides only where there was one, in its mode, with something to lose. */
export function afterFailover({ mode, workload, decide, ...told }: AfterFailover): Claim {
  return {
    ...told,
    source: highAvailability,
    trial: 'failover',
    covers: speaksOfLosses(workload),
    decide(judged, evidence) {
      if (judged.acknowledged === 0)
        return unknown('No write was acknowledged, so none could have been lost.')
      if (evidence.failovers.length === 0)
        return unknown('No failover took place, so the sentence was not put to the test.')
      const otherMode = notInForce(evidence, mode)
      if (otherMode === undefined) return decide(judged, evidence)
      const wouldHold = evidence.modes.length === 0 && decide(judged, evidence).verdict === 'holds'
      return { ...unknown(otherMode), ...(wouldHold && { wouldHold }) }
    },
  }
}

export function unknown(reason: string, power?: Decision['power']): Decision {
  return { verdict: 'unknown', reason, ...(power && { power }) }
}
