import type { Claim, Decision, Judged } from '../../../runner/claim.ts'
import type { Evidence } from '../../../runner/evidence.ts'
import { afterFailover, unknown } from '../../claims/after-failover.ts'
import type { ExpectedMode } from '../../claims/in-force.ts'
import type { Losses } from '../../claims/losses.ts'
import { besideLie } from '../../claims/lost-power.ts'
import { lossIn } from '../../claims/lost-writes.ts'
import { acknowledgedBy } from '../../claims/power.ts'
import { QUICK_SECONDS, secondsOf } from '../../claims/takeover.ts'
import { sharedDiskFailover } from '../../claims/manual.ts'

/** What was acknowledged is on the disk, whoever reads it next; and nothing has to be copied before that. */
export function rapidWithoutLoss(mode: ExpectedMode, workload: Losses): Claim {
  return {
    ...afterFailover({
      id: 'shared-disk-failover-is-rapid-and-loses-nothing',
      sentence: 'This allows rapid failover with no data loss',
      mode,
      workload,
      decide(judged, evidence) {
        const loss = lossIn(takeovers(evidence), judged, workload)
        // There is one disk, and whoever it lied to, all have what it kept.
        if (loss?.verdict === 'violated') return besideLie(evidence, () => true) ?? loss
        return loss ?? withPower(judged, evidence)
      },
    }),
    source: sharedDiskFailover,
    // Where the lease is held there is none, and nothing to be said of one.
    trial: ({ failovers }) => failovers.length > 0,
  }
}

function takeovers({ failovers: { length } }: Evidence): string {
  return length === 1 ? 'a takeover' : `${length} takeovers`
}

/** Nothing was lost: could anything have been, and how long did it take? */
function withPower({ acknowledged }: Judged, evidence: Evidence): Decision {
  const { failovers } = evidence
  const redone = failovers.map(({ takeover }) => takeover?.redoneBytes ?? 0)
  const power = {
    acknowledgedBeforeTheTakeover: acknowledgedBy(evidence),
    walBytesReplayed: redone.reduce((sum, bytes) => sum + bytes, 0),
  }
  const beside = failovers.find(({ takeover }) => takeover?.oldRuns)
  if (beside !== undefined)
    return unknown(`Nothing was lost, though ${beside.from} went on beside ${beside.to}.`, power)
  if (power.acknowledgedBeforeTheTakeover === 0 || power.walBytesReplayed === 0)
    return unknown(
      'Nothing was lost, and nothing could have been: nothing that was acknowledged had to be replayed.',
      power,
    )
  const seconds = failovers.map((each) => secondsOf(each, evidence))
  const slowest = Math.max(...seconds)
  return {
    verdict: slowest > QUICK_SECONDS ? 'violated' : 'holds',
    reason: `None of ${acknowledged} acknowledged writes was lost in ${takeovers(evidence)}, for which ${seconds.map((s) => s.toFixed(2)).join(' s and ')} s were needed, where ${QUICK_SECONDS} s are taken for rapid; ${power.walBytesReplayed} bytes of WAL were replayed.`,
    power,
  }
}
