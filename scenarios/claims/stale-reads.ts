import { nodeOf } from '../../checkers/availability/calls.ts'
import { acknowledgedWrites } from '../../checkers/availability/acknowledged.ts'
import { judgeElements } from '../../checkers/staleness/element-ages.ts'
import type { Age } from '../../checkers/staleness/guarantees.ts'
import { isStale } from '../../checkers/staleness/nodes.ts'
import { judgeRegisters } from '../../checkers/staleness/register-ages.ts'
import type { History } from '../../history/history.ts'
import type { Claim, Decision } from '../../runner/claim.ts'
import type { Evidence, Failover } from '../../runner/evidence.ts'
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
    decide({ acknowledged, lost }, evidence) {
      if (acknowledged === 0)
        return { verdict: 'unknown', reason: 'No write was acknowledged, so no read could be old.' }
      const otherMode = notInForce(evidence, mode)
      if (otherMode !== undefined) return { verdict: 'unknown', reason: otherMode }
      // Where nothing was lost no failover is to blame for what a read lacked.
      const blamed = lost === 0 ? [] : evidence.failovers
      const reads = readsOfStandbys(evidence, primary, blamed)
      return decideReads(reads, evidence, waits)
    },
  }
}

export interface Reads {
  /** How old each one was that standbys answered while writes were acknowledged, where it is known what it saw. */
  judged: Age[]
  /** Those of them that lacked something that was acknowledged before they began. */
  stale: Age[]
}

function decideReads({ judged, stale }: Reads, evidence: Evidence, waits: boolean): Decision {
  const power = { readsOfStandbys: judged.length }
  if (judged.length === 0)
    return {
      verdict: 'unknown',
      reason:
        'No read of which it is known what it saw was answered by a standby while writes were acknowledged.',
      power,
    }
  if (stale.length > 0) {
    const oldest = stale.reduce((a, b) => (b.ageNs > a.ageNs ? b : a))
    const reason = `${stale.length} of ${judged.length} reads of standbys lacked writes that were acknowledged before, the oldest of them ${named(oldest, evidence)}.`
    return { verdict: waits ? 'violated' : 'holds', reason, power }
  }
  return waits
    ? {
        verdict: 'holds',
        reason: `Each of ${judged.length} reads of standbys showed all that was acknowledged before it.`,
        power,
      }
    : {
        verdict: 'unknown',
        reason: `None of ${judged.length} reads of standbys was stale this time, so the run doesn't show what might be.`,
        power,
      }
}

/** The read itself, for whoever looks it up in the history. */
function named({ end, ageNs }: Age, { history }: Evidence): string {
  const begin = history.pair[end]
  const at = (history.timeNs[begin] / 1e9).toFixed(3)
  const what = `operation ${begin}, a ${history.names[history.f[begin]]} that ${nodeOf(history, end)} was asked for at ${at} s`
  return `${what} and that was ${(ageNs / 1e9).toFixed(3)} s behind`
}

/** Reads of standbys under load, each as old as the oldest that it saw; none whose lack one of these failovers may have made. */
export function readsOfStandbys(
  evidence: Evidence,
  primary: string,
  failovers: readonly Failover[] = evidence.failovers,
): Reads {
  const { history } = evidence
  const ofStandbys = standbyReads(evidence, primary)
  const [first, last] = acknowledgements(history)
  const ages = [...judgeElements(history).ages, ...judgeRegisters(history, null).ages].filter(
    ({ end }) => ofStandbys.has(end) && history.pair[end] > first && end < last,
  )
  // A transaction that reads several keys is one read, as old as the oldest of them.
  const judged = [...Map.groupBy(ages, ({ end }) => end).values()]
    .filter((ofRead) => !ofRead.some((age) => mayBeLost(age, history, failovers)))
    .map((ofRead) =>
      ofRead.reduce((a, b) => (b.ageNs > a.ageNs || (!isStale(a) && isStale(b)) ? b : a)),
    )
  return { judged, stale: judged.filter(isStale) }
}

/** Whether one of these failovers came between a write that a read lacked and the read: it may have lost the write for good. */
export function mayBeLost(
  age: Age,
  { timeNs, pair }: History,
  failovers: readonly Failover[],
): boolean {
  const missedNs = timeNs[pair[age.end]] - age.ageNs
  const isBetween = ({ startRow, endRow }: Failover) =>
    startRow < age.end && timeNs[endRow] >= missedNs
  return isStale(age) && failovers.some(isBetween)
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
