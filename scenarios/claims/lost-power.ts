import { isLie } from '../../checkers/availability/deaths.ts'
import { faultSpans } from '../../checkers/availability/faults.ts'
import type { Decision } from '../../runner/claim.ts'
import type { Evidence, Failover } from '../../runner/evidence.ts'
import { unknown } from './after-failover.ts'

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

/** What is lost, or wrong, was so on a disk before somebody took over with that: it had said to have kept what it had not. */
export function besideLie(
  { history, failovers }: Evidence,
  hasTheDisk: (node: string, failover: Failover) => boolean,
): Decision | undefined {
  for (const failover of failovers)
    for (const { fault, nodes, startRow } of faultSpans(history)) {
      const node = nodes.find((name) => hasTheDisk(name, failover))
      if (!isLie(fault) || node === undefined || startRow > failover.endRow) continue
      const reason = `The disk of ${node} had said in ${fault} that it kept what it had not.`
      return { ...unknown(reason), wouldHold: true }
    }
}
