import { faultSpans, overlap } from '../../../checkers/availability/faults.ts'
import type { Claim } from '../../../runner/claim.ts'
import { changesOf, primaryBefore, type Evidence, type Failover } from '../../../runner/evidence.ts'
import { unknown } from '../../claims/after-failover.ts'
import { goneIn } from '../../claims/standbys-away.ts'

/** Whether nothing gets through between two, at least one of which is gone itself or the way between them lost. */
export type AreApart = (one: string, other: string) => boolean

/** A time in which standbys did not reach a primary that was there. */
export interface Unseen {
  fault: string
  primary: string
  /** What else is to be said of it, in words: by whom it was seen, or whom else they did not reach. */
  while: string
  seconds: number
  failover?: Failover
}

/** A rule by which a primary that is there is not replaced. */
export interface Rule extends Pick<Claim, 'id' | 'sentence' | 'source'> {
  /** In words why it holds of standbys who do not reach the primary; undefined where it says nothing of that. */
  why(standbys: readonly string[], primary: string, areApart: AreApart): string | undefined
}

/** Nobody takes the place of a primary that standbys do not see, though that lasts for as long as a failover may take. */
export function notReplaced(
  { why, ...told }: Rule,
  servers: readonly string[],
  limitSeconds: number,
): Claim {
  const times = (evidence: Evidence) => timesUnseen(evidence, servers, why)
  return {
    ...told,
    trial: (evidence) => times(evidence).length > 0,
    covers: () => false,
    decide(_judged, evidence) {
      const found = times(evidence)
      const longest = Math.max(0, ...found.map(({ seconds }) => seconds))
      const power = { secondsUnseen: Math.floor(longest) }
      const replaced = found.find(({ failover }) => failover !== undefined)
      if (replaced !== undefined)
        return { verdict: 'violated', reason: replacement(replaced), power }
      const [kept] = found.filter(({ seconds }) => seconds >= limitSeconds)
      if (kept === undefined)
        return unknown(
          `No primary was out of its standbys’ sight for as long as a failover may take, ${limitSeconds} s.`,
          power,
        )
      return {
        verdict: 'holds',
        reason: `For ${kept.seconds.toFixed(0)} s of ${kept.fault} nobody took the place of ${kept.primary}, ${kept.while}.`,
        power,
      }
    },
  }
}

function replacement({ fault, primary, failover, while: meanwhile }: Unseen): string {
  return `${failover!.to} took the place of ${primary} during ${fault}, ${meanwhile}.`
}

/** Each by one fault alone, which leaves the primary itself as it is. */
function timesUnseen(evidence: Evidence, servers: readonly string[], why: Rule['why']): Unseen[] {
  const { history, failovers } = evidence
  const spans = faultSpans(history)
  const changes = changesOf(evidence)
  return spans.flatMap((span): Unseen[] => {
    const { fault, startRow, inForceRow, struckNs, undoRow } = span
    if (spans.some((other) => other !== span && overlap(span, other))) return []
    const primary = primaryBefore(startRow, changes, servers[0])
    const { node, apart } = goneIn(history.value[inForceRow], span)
    const blind = servers.filter((name) => name !== primary && !node(name) && apart(name, primary))
    if (node(primary) || blind.length === 0) return []
    const reason = why(blind, primary, apart)
    if (reason === undefined) return []
    const untilRow = undoRow ?? history.length - 1
    const seconds = (history.timeNs[untilRow] - struckNs) / 1e9
    const failover = failovers.find(
      ({ from, startRow: row }) => from === primary && row > startRow && row < untilRow,
    )
    return [{ fault, primary, while: reason, seconds, failover }]
  })
}
