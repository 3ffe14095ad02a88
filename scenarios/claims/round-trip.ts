import type { History } from '../../history/history.ts'
import type { Claim, Decision } from '../../runner/claim.ts'
import type { Evidence } from '../../runner/evidence.ts'
import { delaysOf, triesIn, type Delay, type Try } from './delays.ts'
import { notInForce, type ExpectedMode } from './in-force.ts'
import { highAvailability, propagationDelay, synchronousReplication } from './manual.ts'
import { isDisturbed } from './writes-during.ts'

/** Where it is known how long the way to a standby and back takes, no commit returns before. */
export function waitsForTheRoundTrip(mode: ExpectedMode, nodes: readonly string[]): Claim {
  return {
    id: 'commits-wait-for-the-round-trip',
    sentence: 'The minimum wait time is the round-trip time between primary and standby',
    source: synchronousReplication,
    trial: (evidence) => stretches(evidence, nodes).length > 0,
    covers: () => false,
    decide(_, evidence) {
      const otherMode = notInForce(evidence, mode)
      if (otherMode !== undefined) return { verdict: 'unknown', reason: otherMode }
      return decideAll(stretches(evidence, nodes))
    },
  }
}

/** Where nobody waits for a standby, commits return although the way there and back takes longer. */
export function returnsBeforeTheRoundTrip(mode: ExpectedMode, nodes: readonly string[]): Claim {
  const tried = (evidence: Evidence) =>
    stretches(evidence, nodes, 'all').filter(
      (each) =>
        each.tries.length >= LEAST_WRITES &&
        // What is slow may be so by whatever else was done then.
        (each.waitsNs[0] < each.roundTripNs || !isDisturbed(each, evidence)) &&
        usualNs(evidence.history, each) * MUCH_LONGER < each.roundTripNs,
    )
  return {
    id: 'commits-return-before-the-round-trip',
    sentence: propagationDelay,
    source: highAvailability,
    trial: (evidence) => tried(evidence).length > 0,
    covers: () => false,
    decide(_, evidence) {
      const otherMode = notInForce(evidence, mode)
      if (otherMode !== undefined) return { verdict: 'unknown', reason: otherMode }
      const all = tried(evidence)
      const waited = all.find(({ waitsNs, roundTripNs }) => !(waitsNs[0] < roundTripNs))
      const power = { writesDuringDelay: all.reduce((sum, { tries }) => sum + tries.length, 0) }
      return {
        verdict: waited === undefined ? 'holds' : 'violated',
        reason: (waited === undefined ? all : [waited]).map(tell).join(' '),
        power,
      }
    },
  }
}

/** Of fewer writes each may have been slow for another reason. */
const LEAST_WRITES = 20
/** The round trip must be so many times longer than a write takes without it, or slowness would pass for a wait. */
const MUCH_LONGER = 5

/** How long the median write took before a delay. */
function usualNs(history: History, { primary, fromRow }: Delay): number {
  const waits = triesIn(history, { primary, fromRow: 0, untilRow: fromRow })
    .flatMap(({ beganNs, acknowledgedNs = Infinity }) => acknowledgedNs - beganNs)
    .toSorted((a, b) => a - b)
  return waits[waits.length >> 1] ?? Infinity
}

interface Measured extends Delay {
  /** Writes that would have been seen to return too soon. */
  tries: Try[]
  /** How long those took that were acknowledged in it, in order. */
  waitsNs: number[]
}

/** Stretches that were long enough for a write to be acknowledged, or not, within the round trip. */
function stretches(
  evidence: Evidence,
  nodes: readonly string[],
  who?: Parameters<typeof delaysOf>[2],
): Measured[] {
  const { history } = evidence
  return delaysOf(evidence, nodes, who).flatMap((delay) => {
    const untilNs = history.timeNs[Math.min(delay.untilRow, history.length - 1)]
    const tries = triesIn(history, delay).filter(
      ({ beganNs }) => beganNs + delay.roundTripNs <= untilNs,
    )
    const waitsNs = tries
      .flatMap(({ beganNs, acknowledgedNs }) =>
        acknowledgedNs === undefined ? [] : [acknowledgedNs - beganNs],
      )
      .toSorted((a, b) => a - b)
    // Where nothing returned at all that may be by whatever else was done then.
    const isTold = waitsNs.length > 0 || !isDisturbed(delay, evidence)
    return tries.length > 0 && isTold ? [{ ...delay, tries, waitsNs }] : []
  })
}

function decideAll(all: Measured[]): Decision {
  const power = { writesDuringDelay: all.reduce((sum, { tries }) => sum + tries.length, 0) }
  const early = all.find(({ waitsNs: [quickest], roundTripNs }) => quickest < roundTripNs)
  return {
    verdict: early === undefined ? 'holds' : 'violated',
    reason: (early === undefined ? all : [early]).map(tell).join(' '),
    power,
  }
}

function tell({ fault, roundTripNs, tries, waitsNs }: Measured): string {
  const least = `where ${fault} makes the round trip ${milliseconds(roundTripNs)} at least`
  if (waitsNs.length === 0)
    return `None of ${tries.length} writes was acknowledged so soon, ${least}.`
  const [quickest, median] = [waitsNs[0], waitsNs[waitsNs.length >> 1]].map(milliseconds)
  return `The quickest of ${waitsNs.length} acknowledged writes took ${quickest} and the median ${median}, ${least}.`
}

function milliseconds(ns: number): string {
  return `${(ns / 1e6).toFixed(1)} ms`
}
