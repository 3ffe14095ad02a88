import { clientCalls, nodeOf, outcome } from '../../checkers/availability/calls.ts'
import { isRead } from '../../checkers/availability/gaps.ts'
import type { Checker } from '../../checkers/checker.ts'
import { OK } from '../../history/history.ts'
import { changesOf, evidenceOf, type Evidence } from '../../runner/evidence.ts'
import { isFinalRead } from '../../runner/final-reads.ts'
import { without } from './without.ts'

/**
 * The rows at which reads of the load ended that a standby answered: one that began on another node than `primary`, the
 * first one, or whoever took its place once a failover was over.
 */
export function standbyReads(evidence: Evidence, primary: string): Set<number> {
  const { process } = evidence.history
  const ofLoad = [...besidePrimary(evidence, primary)].filter((row) => !isFinalRead(process[row]))
  return new Set(ofLoad)
}

/** The same of all reads, the final ones too. */
export function besidePrimary(evidence: Evidence, primary: string): Set<number> {
  const { history } = evidence
  const changes = changesOf(evidence)
  const found = new Set<number>()
  const primaryAt = (row: number) => changes.findLast(({ endRow }) => endRow <= row)?.to ?? primary
  clientCalls(history, (start, end) => {
    if (outcome(history, end) !== OK || !isRead(history, start)) return
    const node = nodeOf(history, end)
    if (node !== null && node !== primaryAt(start)) found.add(end)
  })
  return found
}

/** Judges what primaries answered; what standbys did may be older than all that was acknowledged. */
export function ofPrimary(checker: Checker, primary: string): Checker {
  return without(checker, (history) => standbyReads(evidenceOf(history), primary))
}
