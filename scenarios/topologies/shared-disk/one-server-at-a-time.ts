import type { Claim, Decision, Judged } from '../../../runner/claim.ts'
import type { Evidence } from '../../../runner/evidence.ts'
import { lossIn } from '../../claims/lost-writes.ts'
import { speaksOfLosses, type Losses } from '../../claims/losses.ts'
import { sharedDiskFailover } from '../../claims/manual.ts'
import { failedTakeovers } from './attempts.ts'
import { speaksOfNoDisk } from './away.ts'

/** What must not be: where it was about to be, something prevented it, or it was, and what came of that is told. */
export function oneServerAtATime(workload: Losses): Claim {
  return {
    id: 'standby-never-accesses-the-disk-of-a-running-primary',
    sentence:
      'the standby server should never access the shared storage while the primary server is running',
    source: sharedDiskFailover,
    // Where the primary is dead anyway nobody could have met it.
    trial: (evidence) => beside(evidence).length + sum(prevented(evidence)) > 0,
    // Who was fenced at the storage says how it met that.
    covers: (check, anomaly, judged) =>
      speaksOfNoDisk(check, anomaly) || speaksOfLosses(workload)(check, anomaly, judged),
    decide: (judged, evidence) => decideAll(judged, evidence, workload),
  }
}

function decideAll(judged: Judged, evidence: Evidence, workload: Losses): Decision {
  const [first] = beside(evidence)
  const power = prevented(evidence)
  if (first !== undefined)
    return {
      verdict: 'violated',
      reason: `${first.to} was started on the disk while ${first.from} went on there; ${whatCameOf(judged)}.`,
      power,
    }
  const loss = lossIn('all that', judged, workload)
  if (loss?.verdict === 'violated')
    return {
      verdict: 'unknown',
      reason: `Nobody met the primary on the disk, as far as was seen. ${loss.reason}`,
      power,
    }
  const { fencedFirst, refusedByTheLease } = power
  const how = [
    ...(fencedFirst > 0 ? [`in ${fencedFirst} takeovers it was fenced before`] : []),
    ...(refusedByTheLease > 0
      ? [`${refusedByTheLease} times another server was refused by its lease`]
      : []),
  ]
  return {
    verdict: 'holds',
    reason: `The primary was alive when it was to be replaced, and nobody met it on the disk: ${how.join(', and ')}.`,
    power,
  }
}

function whatCameOf({ acknowledged, lost }: Judged): string {
  if (lost === null) return 'which writes that cost, nobody can count'
  return `${lost} of ${acknowledged} acknowledged writes were lost`
}

/** The takeovers of a disk on which the old primary still worked. */
function beside({ failovers }: Evidence) {
  return failovers.filter(({ takeover }) => takeover?.oldRuns)
}

/** Where a living primary would have been met. */
function prevented({ failovers, history }: Evidence) {
  return {
    fencedFirst: failovers.filter(({ takeover }) => takeover?.fenced).length,
    refusedByTheLease: failedTakeovers(history).filter(({ by }) => by === 'lease').length,
  }
}

const sum = (counts: Record<string, number>) => Object.values(counts).reduce((a, b) => a + b, 0)
