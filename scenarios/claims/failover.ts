import { faultSpans, overlap } from '../../checkers/availability/faults.ts'
import type { DurabilityResult } from '../../checkers/durability/durability.ts'
import type { Claim, Decision, Judged } from '../../runner/claim.ts'
import type { Evidence, Failover } from '../../runner/evidence.ts'
import { afterFailover, unknown } from './after-failover.ts'
import type { ExpectedMode } from './in-force.ts'
import type { Losses } from './losses.ts'
import { besideThePrimary } from './beside-the-primary.ts'
import { fellInOrder } from './crashes.ts'
import { lostItsPower } from './lost-power.ts'
import { lostOutside, tookTwo } from './lost-outside.ts'
import { acknowledgedBy, heldBack } from './power.ts'
import { lossIn, unlosable, wrongAnswer } from './lost-writes.ts'

function failovers({ length }: readonly Failover[]): string {
  return length === 1 ? 'a failover' : `${length} failovers`
}

/** "a failover will not lose any data", of a mode whose commits wait for a standby. */
export function syncLosesNothing(mode: ExpectedMode, workload: Losses): Claim {
  return afterFailover({
    id: 'sync-failover-loses-nothing',
    sentence: 'a failover will not lose any data',
    mode,
    workload,
    decide(judged, evidence) {
      const loss = lossIn(failovers(evidence.failovers), judged, workload)
      if (loss?.verdict === 'violated') return withoutPower(evidence) ?? loss
      return loss ?? withPower(judged, evidence)
    },
  })
}

/** What is lost was lost by who took over, before that: of which the sentence does not speak. */
function withoutPower(evidence: Evidence): Decision | undefined {
  for (const failover of evidence.failovers) {
    const fault = lostItsPower(evidence, failover)
    if (fault === undefined) continue
    const reason = `${failover.to} took over with what its disk had kept through ${fault}, and had confirmed more.`
    return { ...unknown(reason), wouldHold: true }
  }
}

/** Nothing was lost: does that say anything? */
function withPower({ acknowledged, lost }: Judged, evidence: Evidence): Decision {
  const power = heldBack(evidence)
  if (evidence.failovers.every(({ held }) => held === undefined))
    return unknown(
      'Nothing was lost, and nobody knows whether anything could have been: no primary that was replaced had been asked what it held back.',
      power,
    )
  if (power.commitsHeldBack === 0)
    return unknown(
      `Nothing was lost, and nothing could have been: when the old primary was struck, the wait for a standby held back no commit that the new primary lacked.`,
      power,
    )
  const held = `the wait for a standby held back ${power.commitsHeldBack} commits, which were on the old primary alone (${power.walBytesBeyond} bytes of WAL beyond the new one)`
  const none =
    lost === null
      ? `Every answer is explained by ${acknowledged} acknowledged writes, none of them lost`
      : `None of ${acknowledged} acknowledged writes was lost`
  return {
    verdict: 'holds',
    reason: `${none} in ${failovers(evidence.failovers)}, while ${held}.`,
    power,
  }
}

/** "some transactions might be lost": it must be seen, and what is lost must be the latest writes only. */
export function asyncMayLose(mode: ExpectedMode, workload: Losses): Claim {
  return afterFailover({
    id: 'async-failover-may-lose-the-latest-writes',
    sentence: 'some transactions might be lost in the switch to a backup server',
    mode,
    workload,
    decide(judged, evidence) {
      const { acknowledged, lost } = judged
      if (lost === null)
        return judged.checks.durability ? unlosable(judged) : byAnswers(judged, workload, evidence)
      const { holes, seenThenLost } = judged.checks.durability as DurabilityResult
      if (holes > 0)
        return {
          verdict: 'violated',
          reason: `${holes} of the ${lost} lost writes were acknowledged before a write that survived on the same node; asynchronous replication may lose the latest writes only.`,
        }
      const power = { acknowledgedBeforeTheSwitch: acknowledgedBy(evidence) }
      if (lost + seenThenLost > 0 && allFellInOrder(evidence)) return unknown(inOrder, power)
      if (lost === 0 && seenThenLost > 0)
        return {
          verdict: 'holds',
          reason: `${seenThenLost} writes that were read and never acknowledged were lost in ${failovers(evidence.failovers)}.`,
          power,
        }
      if (lost === 0)
        return unknown(
          `None of ${acknowledged} acknowledged writes was lost this time, so the run doesn't show what might be.`,
          power,
        )
      const outside = lostOutside(judged, evidence)
      if (outside !== undefined) return { verdict: 'violated', reason: outside }
      return {
        verdict: 'holds',
        reason: `${lost} of ${acknowledged} acknowledged writes were lost in ${failovers(evidence.failovers)}, the latest ones before the switch.`,
        power,
      }
    },
  })
}

const inOrder =
  'Something was lost, though whoever was replaced had been shut down in order, which sends all that there is.'

/** Whether no switch of a run came of a failure: what a standby could get was sent to it before. */
function allFellInOrder(evidence: Evidence): boolean {
  const { history, failovers } = evidence
  const spans = faultSpans(history)
  return failovers.every((failover) => {
    const blow = spans.find(({ struckNs }) => struckNs === failover.held?.struckNs)
    // Beside another fault its standbys may not have heard it.
    const isLone = !spans.some((other) => other !== blow && blow && overlap(blow, other))
    return isLone && fellInOrder(evidence, failover)
  })
}

function byAnswers(judged: Judged, workload: Losses, evidence: Evidence): Decision {
  const wrong = wrongAnswer(judged, workload)
  if (wrong === 'right') return unknown('No answer of this run shows a lost write.')
  if ('verdict' in wrong) return wrong
  if (allFellInOrder(evidence)) return unknown(inOrder)
  // Whatever of it the answers show: nobody who follows the new primary has what the old one took beside it.
  const beside = besideThePrimary(evidence)
  if (beside.length > 0) return { verdict: 'violated', reason: tookTwo(beside) }
  return {
    verdict: 'holds',
    reason: `A write was lost in the switch, and a later answer shows it: ${wrong.summary}`,
  }
}
