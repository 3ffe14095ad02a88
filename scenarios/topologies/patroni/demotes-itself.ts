import { acknowledgedWrites } from '../../../checkers/availability/acknowledged.ts'
import { faultCalls } from '../../../checkers/availability/calls.ts'
import type { Claim, Decision } from '../../../runner/claim.ts'
import type { Evidence } from '../../../runner/evidence.ts'
import { unknown } from '../../claims/after-failover.ts'
import { isDisturbed } from '../../claims/writes-during.ts'
import { demoted } from './manual.ts'
import type { PatroniOptions } from './options.ts'
import { timesWithoutStore, type Without } from './without-store.ts'

/** A primary that does not reach etcd, be it cut off or etcd away, is none any more before its lease is over. */
export function demotesItself(given: PatroniOptions): Claim {
  return {
    id: 'primary-without-etcd-is-demoted',
    ...demoted,
    trial: (evidence) => triedIn(evidence, given).length > 0,
    covers: () => false,
    decide(_judged, evidence) {
      const tried = triedIn(evidence, given)
      const power = { primariesWithoutEtcd: tried.length }
      if (tried.length === 0)
        return unknown(
          `No primary was without etcd for ${given.ttl} s that had to give its part up, with nothing else amiss.`,
          power,
        )
      const told = tried.map((each) => outcomeOf(each, evidence, given.ttl))
      return { ...(told.find(({ verdict }) => verdict !== 'holds') ?? told[0]), power }
    },
  }
}

/** With failsafe a primary goes on that reaches all others, of which this sentence does not speak. */
function triedIn(evidence: Evidence, given: PatroniOptions): Without[] {
  const { history } = evidence
  return timesWithoutStore(given, evidence).filter(({ span, reachesMembers }) => {
    const untilRow = span.undoRow ?? history.length - 1
    const seconds = (history.timeNs[untilRow] - span.struckNs) / 1e9
    const isDue = seconds >= given.ttl && !(given.failsafe === 'on' && reachesMembers)
    return isDue && !isDisturbed({ fromRow: span.inForceRow, untilRow }, evidence)
  })
}

function outcomeOf({ primary, span }: Without, evidence: Evidence, ttl: number): Decision {
  const { history } = evidence
  const { struckNs, fault } = span
  const dueNs = struckNs + ttl * 1e9
  const untilRow = span.undoRow ?? history.length - 1
  const late = acknowledgedWrites(history)
    .filter((row) => row < untilRow && history.timeNs[history.pair[row]] > dueNs)
    .filter((row) => history.nodes[history.node[row]] === primary)
    .toArray().length
  if (late > 0)
    return {
      verdict: 'violated',
      reason: `${primary} took ${late} writes that were begun more than ${ttl} s after ${fault} had kept it from etcd.`,
    }
  const seconds = (demotedAtNs(primary, span.startRow, evidence) - struckNs) / 1e9
  if (seconds > ttl)
    return {
      verdict: 'violated',
      reason: `${primary} was not seen to be a standby within ${ttl} s after ${fault} had kept it from etcd.`,
    }
  return {
    verdict: 'holds',
    reason: `${primary} was a standby ${seconds.toFixed(1)} s after ${fault} had kept it from etcd, which is less than ${ttl} s.`,
  }
}

function demotedAtNs(node: string, fromRow: number, { history }: Evidence): number {
  let atNs = Infinity
  faultCalls(history, (start) => {
    const { node: who } = (history.value[start] ?? {}) as { node?: string }
    if (start > fromRow && history.names[history.f[start]] === 'demote' && who === node)
      atNs = Math.min(atNs, history.timeNs[start])
  })
  return atNs
}
