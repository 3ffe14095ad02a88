import { acknowledgedWrites } from '../../checkers/availability/acknowledged.ts'
import { judgeElements } from '../../checkers/staleness/element-ages.ts'
import type { Age } from '../../checkers/staleness/guarantees.ts'
import { isStale } from '../../checkers/staleness/nodes.ts'
import { judgeRegisters } from '../../checkers/staleness/register-ages.ts'
import type { History } from '../../history/history.ts'
import type { Claim, Decision } from '../../runner/claim.ts'
import type { Evidence } from '../../runner/evidence.ts'
import { highAvailability } from './manual.ts'
import { notInForce, type ExpectedMode } from './in-force.ts'
import { standbyReads } from './standby-reads.ts'

const consistent = {
  id: 'sync-reads-are-consistent',
  sentence:
    'all load-balanced servers will return consistent results no matter which server is queried',
}
const mayBeStale = {
  id: 'async-reads-may-be-stale',
  sentence: 'load-balanced servers might return slightly stale results',
}

export interface StaleReadsOptions {
  mode: ExpectedMode
  /** The primary to begin with. */
  primary: string
  /** Whether a commit waits for a standby. */
  waits: boolean
}

/** The sentence of reads that standbys answer, by whether a commit waits for one. */
export function saidOfReads(waits: boolean): Pick<Claim, 'sentence' | 'source'> {
  return { sentence: (waits ? consistent : mayBeStale).sentence, source: highAvailability }
}

/** What a standby answers while others write: all that was acknowledged, or rightly less. */
export function staleReads({ mode, primary, waits }: StaleReadsOptions): Claim {
  return {
    ...(waits ? consistent : mayBeStale),
    source: highAvailability,
    trial: 'load',
    covers: () => false,
    decide({ acknowledged }, evidence) {
      if (acknowledged === 0)
        return { verdict: 'unknown', reason: 'No write was acknowledged, so no read could be old.' }
      const otherMode = notInForce(evidence, mode)
      if (otherMode !== undefined) return { verdict: 'unknown', reason: otherMode }
      return decideReads(judgeReads(evidence, primary), waits)
    },
  }
}

interface Reads {
  /** Answered by standbys while writes were acknowledged, where it is known what they saw. */
  judged: number
  /** Those of them that lacked something that was acknowledged before they began. */
  stale: Age[]
}

function decideReads({ judged, stale }: Reads, waits: boolean): Decision {
  const power = { readsOfStandbys: judged }
  if (judged === 0)
    return {
      verdict: 'unknown',
      reason:
        'No read of which it is known what it saw was answered by a standby while writes were acknowledged.',
      power,
    }
  if (stale.length > 0) {
    const oldest = (Math.max(...stale.map(({ ageNs }) => ageNs)) / 1e9).toFixed(3)
    const reason = `${stale.length} of ${judged} reads of standbys lacked writes that were acknowledged before, the oldest of them ${oldest} s before.`
    return { verdict: waits ? 'violated' : 'holds', reason, power }
  }
  return waits
    ? {
        verdict: 'holds',
        reason: `Each of ${judged} reads of standbys showed all that was acknowledged before it.`,
        power,
      }
    : {
        verdict: 'unknown',
        reason: `None of ${judged} reads of standbys was stale this time, so the run doesn't show what might be.`,
        power,
      }
}

function judgeReads(evidence: Evidence, primary: string): Reads {
  const { history } = evidence
  const ofStandbys = standbyReads(evidence, primary)
  const [first, last] = acknowledgements(history)
  const ages = [...judgeElements(history).ages, ...judgeRegisters(history, null).ages].filter(
    ({ end }) => ofStandbys.has(end) && history.pair[end] > first && end < last,
  )
  // A transaction that reads several keys is one read, as old as the oldest of them.
  const byRead = Map.groupBy(ages, ({ end }) => end)
  const stale = [...byRead.values()].flatMap((ofRead) =>
    ofRead
      .filter((age) => isStale(age) && !mayBeLost(evidence, age))
      .toSorted((a, b) => b.ageNs - a.ageNs)
      .slice(0, 1),
  )
  return { judged: byRead.size, stale }
}

/** Whether a failover came between the write that a read lacked and the read: it may have lost the write for good. */
function mayBeLost({ history: { timeNs, pair }, failovers }: Evidence, { end, ageNs }: Age) {
  const missedNs = timeNs[pair[end]] - ageNs
  return failovers.some(({ startRow, endRow }) => startRow < end && timeNs[endRow] >= missedNs)
}

/** The rows of the first and of the last acknowledged write. */
export function acknowledgements(history: History): [first: number, last: number] {
  let [first, last] = [Infinity, -1]
  for (const row of acknowledgedWrites(history)) {
    first = Math.min(first, row)
    last = row
  }
  return [first, last]
}
