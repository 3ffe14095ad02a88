import { faultSpans, type FaultSpan } from '../../checkers/availability/faults.ts'
import type { Claim, Decision } from '../../runner/claim.ts'
import type { Evidence, Held } from '../../runner/evidence.ts'
import { unknown } from './after-failover.ts'
import { isDisturbed } from './writes-during.ts'

/** What keeps a node, or its manager, from everybody else for as long as it is in force. */
export const silencing = /^(kill|stop|pause|partition|hang-manager)-(?!clients|standbys)/

/** A primary that was silent for long enough, and after how many seconds another one took writes. */
interface Silence {
  node: string
  fault: string
  tookSeconds: number
}

/** A manager that gives up a silent primary has another one take writes within so many seconds; `silences` is what makes it one. */
export function failsOverInTime(
  seconds: number,
  told: Pick<Claim, 'sentence' | 'source'>,
  silences = silencing,
): Claim {
  return {
    id: 'fails-over-in-time',
    ...told,
    trial: (evidence) => silencesIn(evidence, seconds, silences).length > 0,
    covers: () => false,
    decide(_judged, evidence) {
      const found = silencesIn(evidence, seconds, silences)
      const power = { primariesSilentForSoLong: found.length, limitSeconds: seconds }
      if (found.length === 0)
        return unknown(`No primary was silent for ${seconds} s with nothing else amiss.`, power)
      const late = found.find(({ tookSeconds }) => tookSeconds > seconds)
      return late ? lateness(late, seconds, power) : inTime(found, power)
    },
  }
}

function silencesIn(evidence: Evidence, seconds: number, silences: RegExp): Silence[] {
  return faultSpans(evidence.history)
    .filter(({ fault }) => silences.test(fault))
    .flatMap((span) => silenceOf(span, seconds, evidence))
}

function lateness(
  { node, fault, tookSeconds }: Silence,
  seconds: number,
  power: Decision['power'],
): Decision {
  const when = tookSeconds === Infinity ? 'nobody' : `another one after ${tookSeconds.toFixed(1)} s`
  return {
    verdict: 'violated',
    reason: `When ${fault} had silenced the primary ${node}, ${when} took writes, not one within ${seconds} s.`,
    power,
  }
}

function inTime(silences: readonly Silence[], power: Decision['power']): Decision {
  const told = silences.map(
    ({ fault, tookSeconds }) => `${tookSeconds.toFixed(1)} s after ${fault}`,
  )
  return { verdict: 'holds', reason: `Another one took writes ${told.join(' and ')}.`, power }
}

/** Nothing where the primary was back before that time, or where something else may have kept others from its place. */
function silenceOf(span: FaultSpan, seconds: number, evidence: Evidence): Silence[] {
  const { history, failovers } = evidence
  const { fault, struckNs, startRow, inForceRow, undoRow } = span
  const { before } = (history.value[inForceRow] ?? {}) as { before?: Held }
  if (before === undefined || span.effect?.took === false) return []
  const { node } = before
  const next = failovers.find((each) => each.from === node && each.startRow > startRow)
  const tookSeconds = next ? (history.timeNs[next.endRow] - struckNs) / 1e9 : Infinity
  const backRow = undoRow ?? history.length - 1
  const silentSeconds = (history.timeNs[backRow] - struckNs) / 1e9
  if (tookSeconds > seconds && silentSeconds < seconds) return []
  const untilRow = Math.min(next?.endRow ?? backRow, backRow)
  return isDisturbed({ fromRow: inForceRow, untilRow }, evidence)
    ? []
    : [{ node, fault, tookSeconds }]
}
