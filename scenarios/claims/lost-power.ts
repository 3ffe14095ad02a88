import { isLie } from '../../checkers/availability/deaths.ts'
import { faultSpans } from '../../checkers/availability/faults.ts'
import type { Evidence, Failover } from '../../runner/evidence.ts'

/** A kill is a loss of power to a disk of ours alone; these are one to any disk that they meet. */
const ofDisks = /^(power-cut|lying-flush)-/

/**
 * The fault by which who took over had lost what it had confirmed: it had forced nothing to its disk yet, or its disk had
 * lied about that.
 */
export function lostItsPower(
  { history, modes }: Evidence,
  { to, startRow, endRow, held }: Failover,
): string | undefined {
  const { settings = {} } = modes.findLast(({ timeNs }) => timeNs < history.timeNs[endRow]) ?? {}
  const isForced = settings.synchronous_commit !== 'remote_write' && settings.fsync !== 'off'
  return faultSpans(history).find((span) => {
    if (!ofDisks.test(span.fault) || !span.nodes.includes(to)) return false
    // Whoever was back before that had got again what it lacked.
    const isThen = (span.undoRow ?? Infinity) > startRow || span.struckNs === held?.struckNs
    return span.startRow < endRow && isThen && (!isForced || isLie(span.fault))
  })?.fault
}
