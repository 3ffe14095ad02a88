import { faultSpans } from '../../checkers/availability/faults.ts'
import type { Claim } from '../../runner/claim.ts'
import { changesOf, type Evidence } from '../../runner/evidence.ts'
import { notInForce, type ExpectedMode } from './in-force.ts'
import { logShipping } from './manual.ts'
import { readsOfStandbys } from './stale-reads.ts'

const MOST_NS = 1e9
/** What "typically" is taken for: so many of a hundred reads at least. */
const TYPICALLY = 95
/** Fewer reads tell nothing of what is typical. */
const LEAST_READS = 100
/** A standby that was away has caught up by then. */
const CALM_AGAIN_NS = 1e9

/** How far standbys are behind while nothing is broken, as those see it who read from them. */
export function delayIsUnderASecond(mode: ExpectedMode, primary: string): Claim {
  return {
    id: 'streaming-delay-is-under-a-second',
    sentence:
      'This delay is however much smaller than with file-based log shipping, typically under one second assuming the standby is powerful enough to keep up with the load',
    source: logShipping,
    trial: (evidence) => calmAges(evidence, primary).length >= LEAST_READS,
    covers: () => false,
    decide(_, evidence) {
      const otherMode = notInForce(evidence, mode)
      if (otherMode !== undefined) return { verdict: 'unknown', reason: otherMode }
      const ages = calmAges(evidence, primary)
      const typical = ages[Math.ceil((ages.length * TYPICALLY) / 100) - 1]
      return {
        verdict: typical < MOST_NS ? 'holds' : 'violated',
        reason: `Of ${ages.length} reads of standbys while nothing was broken, ${TYPICALLY} % were ${tell(typical)} behind at most, and all of them ${tell(ages.at(-1)!)}.`,
        power: { readsOfStandbys: ages.length },
      }
    },
  }
}

/** In order. */
function calmAges(evidence: Evidence, primary: string): number[] {
  const { history } = evidence
  const disturbed = [
    ...faultSpans(history).map(({ startNs, endNs }) => [startNs, endNs ?? Infinity]),
    ...changesOf(evidence).map(({ startRow, endRow }) => [
      history.timeNs[startRow],
      history.timeNs[endRow],
    ]),
  ]
  const isCalm = (ns: number) =>
    disturbed.every(([fromNs, untilNs]) => ns < fromNs || ns > untilNs + CALM_AGAIN_NS)
  return readsOfStandbys(evidence, primary)
    .judged.filter(({ end }) => isCalm(history.timeNs[end]))
    .map(({ ageNs }) => ageNs)
    .toSorted((a, b) => a - b)
}

function tell(ns: number): string {
  return `${Math.round(ns / 1e6)} ms`
}
