import { clientCalls, nodeOf, outcome } from '../../../checkers/availability/calls.ts'
import { isRead } from '../../../checkers/availability/gaps.ts'
import { OK, type History } from '../../../history/history.ts'
import type { Claim } from '../../../runner/claim.ts'
import { isFinalRead } from '../../../runner/final-reads.ts'
import { unknown } from '../../claims/after-failover.ts'
import { highAvailability } from '../../claims/manual.ts'

/** So many reads, and one server would answer some of them if they were distributed at all. */
const ENOUGH = 100

/** Reads during the load, by who answered them. */
export function readsByOne(servers: readonly string[]): Claim {
  return {
    id: 'reads-are-distributed',
    sentence:
      'read-only queries can be sent to just one server, allowing the read workload to be distributed among them',
    source: `${highAvailability}, "SQL-Based Replication Middleware"`,
    trial: ({ history }) => readsOf(history).size > 0,
    covers: () => false,
    decide(_, { history }) {
      const reads = readsOf(history)
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
      if (all < ENOUGH) return unknown(`Only ${all} reads were answered: ${told}.`, power)
      return { verdict: 'violated', reason: `Reads are not distributed: ${told}.`, power }
    },
  }
}

function readsOf(history: History): Map<string, number> {
  const counted = new Map<string, number>()
  clientCalls(history, (start, end) => {
    if (isFinalRead(history.process[start]) || !isRead(history, start)) return
    const node = nodeOf(history, end < 0 ? start : end)
    if (node === null || outcome(history, end) !== OK) return
    counted.set(node, (counted.get(node) ?? 0) + 1)
  })
  return counted
}
