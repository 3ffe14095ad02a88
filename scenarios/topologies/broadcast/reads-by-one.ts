import { clientCalls, nodeOf, outcome } from '../../../checkers/availability/calls.ts'
import { isRead } from '../../../checkers/availability/gaps.ts'
import { OK, type History } from '../../../history/history.ts'
import type { Claim } from '../../../runner/claim.ts'
import { isFinalRead } from '../../../runner/final-reads.ts'
import { unknown } from '../../claims/after-failover.ts'
import { highAvailability } from '../../claims/manual.ts'

/**
 * Of so many of what is distributed each server would get some, if it were distributed at all: where whole sessions are, and
 * by chance, one of two servers gets none of thirty once in a thousand million runs.
 */
const ENOUGH = { reads: 100, sessions: 30 }

const ofMiddleware: Pick<Claim, 'sentence' | 'source'> = {
  sentence:
    'read-only queries can be sent to just one server, allowing the read workload to be distributed among them',
  source: `${highAvailability}, "SQL-Based Replication Middleware"`,
}

/** Reads during the load, by who answered them; `by` is what a server is chosen for. */
export function readsByOne(
  servers: readonly string[],
  by: keyof typeof ENOUGH = 'reads',
  said = ofMiddleware,
): Claim {
  return {
    id: 'reads-are-distributed',
    ...said,
    trial: ({ history }) => readsOf(history).reads.size > 0,
    covers: () => false,
    decide(_, { history }) {
      const { reads, processes } = readsOf(history)
      const counts = servers.map((name) => reads.get(name) ?? 0)
      const power = { readsOfEachServer: Math.min(...counts) }
      const told = servers.map((name, i) => `${counts[i]} by ${name}`).join(', ')
      const all = counts.reduce((sum, count) => sum + count, 0)
      if (power.readsOfEachServer > 0)
        return {
          verdict: 'holds',
          reason: `Reads were answered by one server each: ${told}.`,
          power,
        }
      const chosen = by === 'reads' ? all : processes.size
      if (chosen < ENOUGH[by])
        return unknown(`Only ${chosen} ${by} were distributed: ${told}.`, power)
      return { verdict: 'violated', reason: `Reads are not distributed: ${told}.`, power }
    },
  }
}

function readsOf(history: History): { reads: Map<string, number>; processes: Set<number> } {
  const reads = new Map<string, number>()
  const processes = new Set<number>()
  clientCalls(history, (start, end) => {
    const process = history.process[start]
    if (isFinalRead(process) || !isRead(history, start)) return
    const node = nodeOf(history, end < 0 ? start : end)
    if (node === null || outcome(history, end) !== OK) return
    reads.set(node, (reads.get(node) ?? 0) + 1)
    processes.add(process)
  })
  return { reads, processes }
}
