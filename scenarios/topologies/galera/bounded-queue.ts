import { faultSpans } from '../../../checkers/availability/faults.ts'
import { isRead, longestGaps } from '../../../checkers/availability/gaps.ts'
import { inspectionsOf } from '../../../checkers/integrity/inspections.ts'
import { INFO, INVOKE, type History } from '../../../history/history.ts'
import type { Claim } from '../../../runner/claim.ts'
import { unknown } from '../../claims/after-failover.ts'
import { FLOW_CONTROL, type FlowControl } from '../../databases/mariadb/flow-control.ts'
import { USUAL_LIMIT } from './options.ts'

/** Whoever is told to pause hears of it a moment later, and on a busy machine may have sent several times as much. */
const TOO_FAR = 4

/**
 * All writers wait for the slowest server, so that what waits to be applied there is never much more than what Galera takes
 * for too much unless it is told otherwise.
 */
export function boundedQueue(servers: readonly string[]): Claim {
  const limit = Math.ceil(USUAL_LIMIT * Math.sqrt(servers.length))
  return {
    id: 'no-server-lags-too-far',
    sentence:
      'This prevents any node from lagging too far behind the others in applying transactions',
    source: 'Galera Cluster documentation, "Flow Control"',
    trial({ history }) {
      const { longestQueue, membersChanged } = slowestOf(history)
      return isLocked(history) || (longestQueue > limit && !membersChanged)
    },
    covers: () => false,
    decide(_, { history }) {
      const { told, membersChanged, slowest, longestQueue, pausesAsked, pausedMs } =
        slowestOf(history)
      if (told < servers.length)
        return unknown('Not every server told what had waited to be applied.')
      if (membersChanged)
        return unknown('Somebody left or joined, and nobody waits for who has yet to join.')
      const mostMs = 1000 * (longestGaps(history).longestWriteGapSeconds ?? 0)
      const power = { longestQueue, pausedMs, longestWriteGapMs: mostMs }
      const queue = `Up to ${longestQueue} transactions waited to be applied at ${slowest}`
      if (longestQueue <= limit)
        return unknown(
          `${queue}, and nobody has to wait before there are more than ${limit}.`,
          power,
        )
      const held = `${queue}, where Galera has all servers pause beyond ${limit}: they were told to ${pausesAsked} times and paused for ${seconds(pausedMs)} in all, and for up to ${seconds(mostMs)} no write was acknowledged anywhere.`
      if (longestQueue > TOO_FAR * limit + mostUnderWay(history))
        return { verdict: 'violated', reason: held, power }
      if (pausesAsked === 0) return unknown(`${queue}, and no pause was told.`, power)
      return { verdict: 'holds', reason: held, power }
    },
  }
}

function isLocked(history: History): boolean {
  return faultSpans(history).some(({ fault }) => fault.startsWith('lock-storm'))
}

/** What all servers counted, and at which of them most waited. */
function slowestOf(history: History) {
  const told = inspectionsOf(history).inspections.flatMap(({ tool, node, counted }) =>
    tool === FLOW_CONTROL && counted ? [{ node, ...(counted as FlowControl) }] : [],
  )
  const [slowest] = told.toSorted((a, b) => b.longestQueue - a.longestQueue)
  return {
    told: told.length,
    slowest: slowest?.node,
    longestQueue: slowest?.longestQueue ?? 0,
    pausesAsked: told.reduce((sum, { pausesAsked }) => sum + pausesAsked, 0),
    pausedMs: Math.max(0, ...told.map(({ pausedMs }) => pausedMs)),
    membersChanged: told.some(({ membersChanged }) => membersChanged > 0),
  }
}

/** One that nobody answered in time may still wait to be sent. */
function mostUnderWay(history: History): number {
  let underWay = 0
  let most = 0
  for (let row = 0; row < history.length; row++) {
    const isStart = history.type[row] === INVOKE
    const start = isStart ? row : history.pair[row]
    if (!history.isClients(row) || start < 0 || isRead(history, start)) continue
    if (isStart) most = Math.max(most, ++underWay)
    else if (history.type[row] !== INFO) underWay--
  }
  return most
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`
}
