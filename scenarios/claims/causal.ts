import { isRead } from '../../checkers/availability/gaps.ts'
import { judgeElements } from '../../checkers/staleness/element-ages.ts'
import type { Guarantee, Violation } from '../../checkers/staleness/guarantees.ts'
import { judgeRegisters } from '../../checkers/staleness/register-ages.ts'
import { OK } from '../../history/history.ts'
import type { Claim } from '../../runner/claim.ts'
import type { Evidence } from '../../runner/evidence.ts'
import { notInForce, type ExpectedMode } from './in-force.ts'
import { synchronousReplication } from './manual.ts'
import { standbyReads } from './standby-reads.ts'

/** What a process may count on in a causally consistent store, whoever answers it. */
const causal: readonly Guarantee[] = [
  'read your writes',
  'monotonic reads',
  'monotonic writes',
  'writes follow reads',
]

/**
 * The simple case: each standby that answers reads is one that every commit waits for until it shows there, and nobody
 * fails over, so that nothing that was shown is lost.
 */
export function isCausallyConsistent(mode: ExpectedMode, primary: string): Claim {
  return {
    id: 'remote-apply-is-causally-consistent',
    sentence: 'In simple cases, this allows for load balancing with causal consistency',
    source: synchronousReplication,
    trial: (evidence) => evidence.failovers.length === 0 && readsAfterWrites(evidence, primary) > 0,
    covers: () => false,
    decide(_, evidence) {
      const otherMode = notInForce(evidence, mode)
      if (otherMode !== undefined) return { verdict: 'unknown', reason: otherMode }
      const power = { readsAfterOwnWrites: readsAfterWrites(evidence, primary) }
      const [broken] = violations(evidence, primary)
      if (broken !== undefined)
        return { verdict: 'violated', reason: `${broken.summary} (${broken.guarantee})`, power }
      return {
        verdict: 'holds',
        reason: `Each process found what it had written or read before, on whichever node; ${power.readsAfterOwnWrites} times it asked a standby after it had written to the primary.`,
        power,
      }
    },
  }
}

/** Those that a standby's answer shows. */
function violations(evidence: Evidence, primary: string): Violation[] {
  const { history } = evidence
  const reads = standbyReads(evidence, primary)
  return [judgeElements(history), judgeRegisters(history, null)]
    .flatMap(({ violations: found }) => found)
    .filter(
      ({ guarantee, rows }) => causal.includes(guarantee) && rows.some((row) => reads.has(row)),
    )
}

/** Reads that a standby answered to a process which had had a write acknowledged before. */
function readsAfterWrites(evidence: Evidence, primary: string): number {
  const { history } = evidence
  const reads = standbyReads(evidence, primary)
  const wrote = new Set<number>()
  let count = 0
  for (let row = 0; row < history.length; row++) {
    if (!history.isClients(row) || history.type[row] !== OK) continue
    if (!isRead(history, row)) wrote.add(history.process[row])
    else if (reads.has(row) && wrote.has(history.process[row])) count++
  }
  return count
}
