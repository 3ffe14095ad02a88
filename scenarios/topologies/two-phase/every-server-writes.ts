import { clientCalls, nodeOf, outcome } from '../../../checkers/availability/calls.ts'
import { faultSpans, type FaultSpan } from '../../../checkers/availability/faults.ts'
import { isRead } from '../../../checkers/availability/gaps.ts'
import { OK, type History } from '../../../history/history.ts'
import type { Claim } from '../../../runner/claim.ts'
import { unknown } from '../../claims/after-failover.ts'
import { highAvailability } from '../../claims/manual.ts'

/** Writes that were executed first on each of the servers. */
export function everyServerWrites(servers: readonly string[]): Claim {
  return {
    id: 'each-server-accepts-writes',
    sentence: 'each server can accept write requests',
    source: `${highAvailability}, "Synchronous Multimaster Replication"`,
    trial: 'load',
    covers: () => false,
    decide(_, { history }) {
      const { tried, taken, undisturbed } = writesByServer(history)
      const power = { writesOfEachServer: Math.min(...servers.map((name) => taken.get(name) ?? 0)) }
      const untried = servers.find((name) => !tried.has(name))
      if (untried !== undefined) return unknown(`Nobody wrote at ${untried}.`, power)
      if (taken.size === 0) return unknown('No write was acknowledged at all.', power)
      const refusing = servers.find((name) => !taken.has(name))
      if (refusing !== undefined && undisturbed.has(refusing))
        return {
          verdict: 'violated',
          reason: `None of ${tried.get(refusing)} writes at ${refusing} was acknowledged, and others were.`,
          power,
        }
      if (refusing !== undefined)
        return unknown(`Nobody wrote at ${refusing} but while something was broken.`, power)
      const counts = servers.map((name) => `${taken.get(name)} at ${name}`)
      return {
        verdict: 'holds',
        reason: `Writes were acknowledged at each server: ${counts.join(', ')}.`,
        power,
      }
    },
  }
}

/** By server, also those that were answered while no fault was there to keep them from it. */
function writesByServer(history: History) {
  const tried = new Map<string, number>()
  const taken = new Map<string, number>()
  const undisturbed = new Set<string>()
  const spans = faultSpans(history)
  const count = (of: Map<string, number>, node: string) => of.set(node, (of.get(node) ?? 0) + 1)
  clientCalls(history, (start, end) => {
    const node = nodeOf(history, start)
    if (node === null || isRead(history, start)) return
    count(tried, node)
    if (outcome(history, end) === OK) count(taken, node)
    const untilNs = end < 0 ? Infinity : history.timeNs[end]
    const isBeside = ({ startNs, endNs }: FaultSpan) =>
      startNs <= untilNs && (endNs ?? Infinity) >= history.timeNs[start]
    if (!spans.some(isBeside)) undisturbed.add(node)
  })
  return { tried, taken, undisturbed }
}
