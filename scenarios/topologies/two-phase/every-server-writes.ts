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
      const { tried, taken, undisturbed, turnedAway } = writesByServer(history)
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
        reason: [
          `Writes were acknowledged at each server: ${counts.join(', ')}.`,
          ...turnedAway.entries().map(([error, times]) => `${times} more were refused: ${error}.`),
        ].join(' '),
        power,
      }
    },
  }
}

interface Written {
  /** By server. */
  tried: Map<string, number>
  taken: Map<string, number>
  /** By server, where one was answered while no fault was there to keep it from that. */
  undisturbed: Set<string>
  /** By what it said, writes of which some server had no room for more. */
  turnedAway: Map<string, number>
}

const noRoom = /^53\w{3} /

function writesByServer(history: History): Written {
  const writes: Written = {
    tried: new Map(),
    taken: new Map(),
    undisturbed: new Set(),
    turnedAway: new Map(),
  }
  const spans = faultSpans(history)
  const count = (of: Map<string, number>, key: string) => of.set(key, (of.get(key) ?? 0) + 1)
  clientCalls(history, (start, end) => {
    const node = nodeOf(history, start)
    if (node === null || isRead(history, start)) return
    count(writes.tried, node)
    if (outcome(history, end) === OK) count(writes.taken, node)
    const untilNs = end < 0 ? Infinity : history.timeNs[end]
    const isBeside = ({ startNs, endNs }: FaultSpan) =>
      startNs <= untilNs && (endNs ?? Infinity) >= history.timeNs[start]
    if (!spans.some(isBeside)) writes.undisturbed.add(node)
    const error = history.errors.get(end) ?? ''
    if (noRoom.test(error)) count(writes.turnedAway, error)
  })
  return writes
}
