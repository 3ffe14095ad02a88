import { faultSpans, overlap, type FaultSpan } from '../../../checkers/availability/faults.ts'
import type { Claim } from '../../../runner/claim.ts'
import { changesOf, primaryBefore, type Evidence } from '../../../runner/evidence.ts'
import { unknown } from '../../claims/after-failover.ts'
import { MONITOR } from '../../services/pg-auto-failover/monitor.ts'
import { failoverLimitMs } from '../../services/pg-auto-failover/timing.ts'
import { apartIn } from './away.ts'
import { leftStandby } from './manual.ts'
import { serversOf, type PgAutoFailoverOptions } from './options.ts'

/** Where the primary and others fell, and the monitor and some standby are there, that one takes its place. */
export function leftStandbyTakesOver(given: PgAutoFailoverOptions): Claim {
  const servers = serversOf(given)
  const limitNs = failoverLimitMs(given.timing) * 1e6
  return {
    id: 'left-standby-takes-over',
    ...leftStandby,
    trial: (evidence) => bothFell(evidence, servers).length > 0,
    covers: () => false,
    decide(_, evidence) {
      const { history, failovers } = evidence
      const tried = bothFell(evidence, servers).map((each) => {
        const next = failovers.find(
          ({ from, startRow }) => from === each.primary && history.timeNs[startRow] > each.fromNs,
        )
        const tookNs = next === undefined ? Infinity : history.timeNs[next.endRow] - each.fromNs
        return { ...each, to: next?.to, tookNs }
      })
      const decided = tried.filter(
        ({ fromNs, untilNs, tookNs }) => tookNs <= limitNs || untilNs - fromNs >= limitNs,
      )
      const power = { primariesThatFellWithOthers: decided.length }
      if (decided.length === 0)
        return unknown(
          `The primary and a standby were not away together for as long as a failover may take, ${limitNs / 1e9} s.`,
          power,
        )
      const stuck = decided.find(({ tookNs }) => tookNs > limitNs)
      if (stuck !== undefined)
        return {
          verdict: 'violated',
          reason: `With ${stuck.primary} and ${stuck.others.join(', ')} away, ${stuck.left.join(', ')} and the monitor were there, and nobody took its place within ${limitNs / 1e9} s.`,
          power,
        }
      const told = decided.map(
        ({ primary, others, to, tookNs }) =>
          `${to} took the place of ${primary} ${(tookNs / 1e9).toFixed(1)} s after ${others.join(', ')} had fallen with it`,
      )
      return { verdict: 'holds', reason: `${told.join('; ')}.`, power }
    },
  }
}

interface Fall {
  primary: string
  others: string[]
  left: string[]
  /** Until one of them was back. */
  fromNs: number
  untilNs: number
}

/** Each time that a primary and some standbys were away for the monitor by a fault each, and others were not. */
function bothFell(evidence: Evidence, servers: readonly string[]): Fall[] {
  const { history } = evidence
  const spans = faultSpans(history)
  const changes = changesOf(evidence)
  const goneIn = (span: FaultSpan) => {
    const areApart = apartIn(evidence, span)
    return servers.filter((name) => areApart(name, MONITOR))
  }
  return spans.flatMap((span): Fall[] => {
    const beside = spans.filter((other) => other !== span && overlap(span, other))
    const all = [span, ...beside]
    // Who was replaced before the last of them fell did not fall with it.
    const lastRow = Math.max(...all.map(({ startRow }) => startRow))
    const primary = primaryBefore(lastRow, changes, servers[0])
    if (String(goneIn(span)) !== primary || beside.length === 0) return []
    // One that fell as a primary itself was no standby.
    const wasPrimary = (other: FaultSpan) =>
      goneIn(other).includes(primaryBefore(other.startRow, changes, servers[0]))
    if (beside.some(wasPrimary)) return []
    const others = servers.filter(
      (name) => name !== primary && beside.some((other) => goneIn(other).includes(name)),
    )
    const left = servers.filter((name) => name !== primary && !others.includes(name))
    if (others.length === 0 || left.length === 0) return []
    const ends = all.map(({ undoRow }) => history.timeNs[undoRow ?? history.length - 1])
    const fromNs = Math.max(...all.map(({ struckNs }) => struckNs))
    return [{ primary, others, left, fromNs, untilNs: Math.min(...ends) }]
  })
}
