import type { Claim } from '../../../runner/claim.ts'
import type { Evidence } from '../../../runner/evidence.ts'
import { unknown } from '../../claims/after-failover.ts'
import { isDisturbed, WAITED_NS, writesDuring, type Written } from '../../claims/writes-during.ts'
import { failsafe } from './manual.ts'
import type { PatroniOptions } from './options.ts'
import { timesWithoutStore } from './without-store.ts'

/** With failsafe, a primary that reaches all other members goes on when its lease is over and etcd still away. */
export function goesOnWithoutEtcd(given: PatroniOptions): Claim {
  return {
    id: 'failsafe-primary-goes-on',
    ...failsafe,
    trial: (evidence) => triedIn(evidence, given).length > 0,
    covers: () => false,
    decide(_judged, evidence) {
      const tried = triedIn(evidence, given)
      const power = { writesTried: Math.min(...tried.map((each) => each.tried), Infinity) }
      if (tried.length === 0)
        return unknown(
          `No primary that reached all other members was without etcd for more than ${given.ttl} s, with nothing else amiss.`,
        )
      const stuck = tried.some(({ answered }) => answered === 0)
      const answered = Math.min(...tried.map((each) => each.answered))
      return {
        verdict: stuck ? 'violated' : 'holds',
        reason: `${stuck ? 'None' : answered} of ${power.writesTried} writes were acknowledged that were begun once etcd had been away for ${given.ttl} s.`,
        power,
      }
    },
  }
}

/** The writes of each such time, from the end of the primary's lease on. */
function triedIn(evidence: Evidence, given: PatroniOptions): Written[] {
  const { history } = evidence
  return timesWithoutStore(given, evidence).flatMap(({ span, reachesMembers }) => {
    const untilRow = span.undoRow ?? history.length - 1
    const dueNs = span.struckNs + given.ttl * 1e9
    const fromRow = history.timeNs.findIndex((timeNs) => timeNs > dueNs)
    if (!reachesMembers || fromRow < 0 || fromRow >= untilRow) return []
    if (isDisturbed({ fromRow: span.inForceRow, untilRow }, evidence)) return []
    const written = writesDuring(history, () => true, { fromRow, untilRow })
    return written.answered > 0 || written.triedNs >= WAITED_NS ? [written] : []
  })
}
