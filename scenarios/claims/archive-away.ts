import { faultSpans } from '../../checkers/availability/faults.ts'
import type { Evidence, Failover } from '../../runner/evidence.ts'

/** So long after a segment was finished it has been shipped, where the archive takes it and the machine is not overrun. */
export const SHIPPING_SECONDS = 2

/**
 * Why the archive was not, or is not known to have been, within reach in a failover: of the primary for so many seconds
 * before it fell, and of its successor until it had taken over; `undefined` where it was.
 */
export function archiveAway(
  { history }: Evidence,
  { from, held, endRow }: Failover,
  archive: string,
  seconds: number,
): string | undefined {
  if (held?.shipping === undefined || held.reachedNs === undefined)
    return `Nobody knows what ${from} had shipped when it fell.`
  const { waitingSegments, waitingSeconds } = held.shipping
  if (waitingSeconds > SHIPPING_SECONDS + beforeTheBlow(held))
    return `The archive was out of reach: when ${from} was struck, ${waitingSegments} finished segments had not been shipped, the first of them for ${waitingSeconds.toFixed(1)} s.`
  const fromNs = held.reachedNs - seconds * 1e9
  const meddling = faultSpans(history).find(({ nodes, startNs, endNs, inForceRow }) => {
    const { lost = [], before } = (history.value[inForceRow] ?? {}) as Blow
    const isMet = nodes.includes(archive) || lost.some((way) => way.includes(archive))
    const isThen = startNs < history.timeNs[endRow] && (endNs ?? Infinity) > fromNs
    // The blow itself is what the sentence speaks of.
    return isMet && isThen && before?.node !== from
  })
  return meddling && `The archive was not in reach as usual: ${meddling.fault} was in force.`
}

interface Blow {
  lost?: string[]
  before?: { node: string }
}

/** How long a primary that was about to be struck had already been without the others. */
function beforeTheBlow({ reachedNs, struckNs }: NonNullable<Failover['held']>): number {
  return reachedNs === undefined || struckNs === undefined ? 0 : (struckNs - reachedNs) / 1e9
}
