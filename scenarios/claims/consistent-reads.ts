import { clientCalls, nodeOf, outcome } from '../../checkers/availability/calls.ts'
import { isRead } from '../../checkers/availability/gaps.ts'
import type { Anomaly } from '../../checkers/checker.ts'
import { OK, type History } from '../../history/history.ts'
import type { Claim } from '../../runner/claim.ts'
import { isFinalRead } from '../../runner/final-reads.ts'
import { unknown } from './after-failover.ts'
import { highAvailability } from './manual.ts'
import { compareAtRest, type AtRest } from './at-rest.ts'

const CHECK = 'linearizability'

/** What readers at several servers are shown of registers that others write: one value at a time. */
export const consistentReads = (servers: readonly string[]): Claim => ({
  id: 'reads-are-consistent-on-every-server',
  sentence:
    'all load-balanced servers will return consistent results no matter which server is queried',
  source: highAvailability,
  trial: 'load',
  covers: (check) => check === CHECK,
  decide({ checks }, { history }) {
    const check = checks[CHECK]
    const reads = readsBesideWrites(history)
    const power = { readsBesideWrites: Math.min(...reads.values()), servers: reads.size }
    if (check?.verdict === 'fail')
      return {
        verdict: 'violated',
        reason: tell(check.anomalies[0], compareAtRest(history, servers)),
        power,
      }
    if (check?.verdict !== 'pass') return unknown(check?.reason ?? 'No reads were judged.', power)
    const silent = servers.find((name) => !reads.has(name))
    if (silent !== undefined)
      return unknown(`${silent} answered no read while others wrote the same row.`, power)
    return {
      verdict: 'holds',
      reason: `Each of ${reads.size} servers answered ${power.readsBesideWrites} reads or more while others wrote the same row, and all of them fit one order.`,
      power,
    }
  },
})

/** Servers that hold the same in the end, and did not show it at the same time. */
function tell({ summary, witness }: Anomaly, { difference }: AtRest): string {
  const readers = new Set(witness.filter(({ f }) => f === 'read').map(({ node }) => node))
  return difference === undefined && readers.size > 1
    ? `A fractured read: what a commit wrote was shown by one server and not yet by another. ${summary}`
    : summary
}

/** By server, the answered reads during which an acknowledged write of the same key was under way. */
function readsBesideWrites(history: History): Map<string, number> {
  const counted = new Map<string, number>()
  const writes: { key: number; from: number; to: number }[] = []
  clientCalls(history, (start, end) => {
    if (outcome(history, end) === OK && !isRead(history, start))
      writes.push({ key: history.key[start], from: start, to: end })
  })
  const byKey = Map.groupBy(writes, ({ key }) => key)
  clientCalls(history, (start, end) => {
    const node = nodeOf(history, start)
    if (node === null || isFinalRead(history.process[start]) || outcome(history, end) !== OK) return
    if (!isRead(history, start)) return
    const beside = byKey.get(history.key[start]) ?? []
    if (beside.some(({ from, to }) => from < end && to > start))
      counted.set(node, (counted.get(node) ?? 0) + 1)
  })
  return counted
}
