import type { CheckResult, Verdict } from '../../checkers/checker.ts'
import { evidenceOf, type Evidence } from '../../runner/evidence.ts'
import { History } from '../../history/history.ts'
import type { Operation } from '../../history/operation.ts'
import type { Judged } from '../../runner/claim.ts'

/** What some checker said of a run. */
export function said(verdict: Verdict, more: object = {}, name = 'lost write'): CheckResult {
  const anomalies =
    verdict === 'fail' ? [{ name, summary: 'Two saw each other.', witness: [] }] : []
  const reason = verdict === 'unknown' ? { reason: 'It took too long.' } : {}
  return { verdict, anomalies, ...reason, ...more }
}

/** A run of a workload whose losses can be counted. */
export function counted(lost: number, more: object = {}): Judged {
  const durability = said(lost > 0 ? 'fail' : 'pass', { holes: 0, ...more })
  return { acknowledged: 100, lost, checks: { durability } }
}

/** A run of a workload whose losses can't be counted, as one checker judged it. */
export function answered(name: string, verdict: Verdict): Judged {
  const anomaly = name === 'list-append' ? 'incompatible-order' : 'stale read'
  return { acknowledged: 100, lost: null, checks: { [name]: said(verdict, {}, anomaly) } }
}

/** What is known of a run beside its answers: the mode that was seen, its failovers, and what was held back in each. */
export interface Seen {
  failovers?: number
  /** Commits that waited on the old primary as it was struck; nobody asked where it is undefined. */
  waiting?: number
  /** How much WAL the old primary had beyond the new one. */
  beyondBytes?: number
  settings?: Partial<Record<'synchronous_commit' | 'synchronous_standby_names', string>>
}

export const waitsForAny = { synchronous_commit: 'on', synchronous_standby_names: true }
export const waitsForNobody = { synchronous_commit: 'on', synchronous_standby_names: false }

export function seen({ failovers = 1, waiting, beyondBytes = 50, settings }: Seen = {}): Evidence {
  const events: Omit<Operation, 'index'>[] = []
  const event = (f: string, value: object) => {
    const timeNs = events.length
    for (const type of ['invoke', 'ok'] as const)
      events.push({ process: 'fault', type, f, value, timeNs })
  }
  const mode = { synchronous_commit: 'on', synchronous_standby_names: '' }
  event('mode', { node: 'n1', settings: { ...mode, ...settings }, standbys: {} })
  for (let i = 0; i < failovers; i++) {
    const node = `n${i + 1}`
    const before = waiting === undefined ? undefined : { node, waiting, lsnBytes: 1000 }
    event('kill-primary', { nodes: [node], before })
    event('failover', { from: node, to: `n${i + 2}`, toLsnBytes: 1000 - beyondBytes })
  }
  return evidenceOf(History.from(events.map((each, index) => ({ ...each, index }))))
}
