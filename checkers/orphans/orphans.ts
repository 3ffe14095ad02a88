import type { History } from '../../history/history.ts'
import { wholeOperations } from '../availability/calls.ts'
import type { Anomaly, CheckResult, Checker } from '../checker.ts'
import { inspectionsOf, type Inspection } from '../integrity/inspections.ts'
import { judged } from '../invariants/judged.ts'
import { PREPARED } from './prepared.ts'

export interface OrphansResult extends CheckResult {
  /** How many transactions each node was left with. */
  prepared: { node: string | null; count: number }[]
}

/** Whether a transaction was left prepared, neither committed nor rolled back, once nobody works on it any more. */
export function orphans(): Checker<OrphansResult> {
  return {
    name: 'orphans',
    about: 'No transaction is left prepared, holding its locks, when the run is over',
    check,
  }
}

function check(history: History): OrphansResult {
  const { inspections, undone } = inspectionsOf(history)
  const looks = inspections.filter(({ tool }) => tool === PREPARED)
  const failed = undone.find((why) => why.startsWith(PREPARED))
  const whyUnknown =
    failed ?? (looks.length === 0 ? 'No node was asked for its prepared transactions.' : null)
  return {
    ...judged(
      looks.map((look) => (look.findings.length > 0 ? orphaned(history, look) : null)),
      whyUnknown,
    ),
    prepared: looks.map(({ node, findings }) => ({ node, count: findings.length })),
  }
}

function orphaned(history: History, { node, findings, end }: Inspection): Anomaly {
  const many = findings.length === 1 ? 'a transaction' : `${findings.length} transactions`
  return {
    name: 'orphaned transaction',
    summary: `${node ?? 'A node'} still holds ${many} prepared: ${findings[0]}.`,
    witness: wholeOperations(history, [end]),
    detail: findings,
  }
}
