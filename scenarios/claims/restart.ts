import { collect } from '../../checkers/durability/collect.ts'
import { sight } from '../../checkers/durability/sightings.ts'
import type { Claim } from '../../runner/claim.ts'
import type { Evidence } from '../../runner/evidence.ts'
import type { Workload } from '../../runner/workload.ts'
import { acknowledgedBetween } from './acknowledged.ts'
import { notInForce, type ExpectedMode } from './in-force.ts'
import { synchronousReplication } from './manual.ts'
import { restartsWhileWaiting, type Restart } from './restarts.ts'

/** What waited when the primary crashed has no answer, and shows once it is back, whether or not a standby has it. */
export function restartCommitsWhatWaits(
  mode: ExpectedMode,
  nodes: readonly string[],
  workload: Workload,
): Claim {
  return {
    id: 'restart-commits-what-waits',
    sentence:
      'If primary restarts while commits are waiting for acknowledgment, those waiting transactions will be marked fully committed once the primary database recovers',
    source: synchronousReplication,
    trial: (evidence) =>
      tellsElements(workload) &&
      evidence.failovers.length === 0 &&
      restartsWhileWaiting(evidence, nodes).length === 1,
    covers: () => false,
    decide(_, evidence) {
      const otherMode = notInForce(evidence, mode)
      if (otherMode !== undefined) return { verdict: 'unknown', reason: otherMode }
      const [crash] = restartsWhileWaiting(evidence, nodes)
      const { fault, node, waiting } = crash
      const { unanswered, there } = unansweredAt(evidence, crash)
      // A late word of a standby may have let some of them go between the question and the blow.
      const answered = acknowledgedBetween(evidence, node, crash.aloneNs, crash.inForceNs)
      const tooFew = there + answered < waiting ? 'violated' : 'unknown'
      return {
        verdict: there < waiting ? tooFew : 'holds',
        reason: `${waiting} commits waited for a standby on ${node} when ${fault} struck; of ${unanswered} writes that had no answer by then, ${there} are there.`,
        power: { waitingCommits: waiting },
      }
    },
  }
}

/** Sets and lists, whose elements have a name each and are read one and all. */
function tellsElements({ name }: Workload): boolean {
  return name === 'set' || name === 'list-append'
}

/** Writes that were under way once the primary was alone and never acknowledged, and those of which all was read. */
function unansweredAt({ history }: Evidence, { struckNs, aloneNs }: Restart) {
  const collected = collect(history)
  const { lastSeen } = sight(history, collected)
  const { elements } = collected
  const shown = new Map<number, boolean>()
  for (let id = 0; id < elements.length; id++) {
    const begin = elements.invoked[id]
    const end = history.pair[begin]
    const wasOver = end >= 0 && history.timeNs[end] < aloneNs
    if (elements.acknowledged[id] >= 0 || history.timeNs[begin] > struckNs || wasOver) continue
    shown.set(begin, lastSeen[id] >= 0 && (shown.get(begin) ?? true))
  }
  return { unanswered: shown.size, there: [...shown.values()].filter(Boolean).length }
}
