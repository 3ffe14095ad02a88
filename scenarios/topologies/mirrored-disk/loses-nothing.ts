import type { Claim, Decision, Judged } from '../../../runner/claim.ts'
import type { Evidence } from '../../../runner/evidence.ts'
import { afterFailover, unknown } from '../../claims/after-failover.ts'
import type { ExpectedMode } from '../../claims/in-force.ts'
import type { Losses } from '../../claims/losses.ts'
import { lossIn } from '../../claims/lost-writes.ts'
import { differentSolutions } from '../../claims/manual.ts'
import { acknowledgedBy } from '../../claims/power.ts'
import { lieOfMirror, takenOverFrom } from './last-mirror.ts'

/** What a disk says of its mirror whose writes are answered once both have them, or by nobody. */
const inStep: readonly (string | undefined)[] = ['connected', 'stopped']

/** A write that is answered once both disks have it is on the one that is left; where the mirror was away it need not be. */
export function mirrorLosesNothing(mode: ExpectedMode, workload: Losses): Claim {
  return {
    ...afterFailover({
      id: 'mirror-loses-nothing',
      sentence:
        'all changes to a file system are mirrored to a file system residing on another computer',
      mode,
      workload,
      decide(judged, evidence) {
        const loss = lossIn('a failover', judged, workload)
        const lie = loss?.verdict === 'violated' ? lieOfMirror(evidence) : undefined
        return outOfStep(evidence) ?? lie ?? loss ?? withPower(judged, evidence)
      },
    }),
    source: differentSolutions,
    trial: (evidence) => takenOverFrom(evidence).length > 0,
  }
}

/** By the old primary's disk itself, which says so before it answers anybody without its mirror. */
function outOfStep(evidence: Evidence): Decision | undefined {
  const other = takenOverFrom(evidence).find(({ mirror }) => !inStep.includes(mirror.said))
  if (other === undefined) return undefined
  const was = other.mirror.said ?? 'not there'
  return unknown(`The mirror of ${other.from} was ${was} when ${other.to} took over.`)
}

function withPower({ acknowledged }: Judged, evidence: Evidence): Decision {
  const failovers = takenOverFrom(evidence)
  const redone = failovers.map(({ takeover }) => takeover?.redoneBytes ?? 0)
  const power = {
    acknowledgedBeforeTheFailover: acknowledgedBy(evidence),
    walBytesReplayed: redone.reduce((sum, bytes) => sum + bytes, 0),
  }
  if (power.acknowledgedBeforeTheFailover === 0 || power.walBytesReplayed === 0)
    return unknown(
      'Nothing was lost, and nothing could have been: nothing that was acknowledged had to be replayed.',
      power,
    )
  const names = failovers.map(({ to }) => to).join(' and ')
  return {
    verdict: 'holds',
    reason: `None of ${acknowledged} acknowledged writes was lost as ${names} took over with the mirror; ${power.walBytesReplayed} bytes of WAL were replayed there.`,
    power,
  }
}
