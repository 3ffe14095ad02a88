import type { History } from '../../history/history.ts'
import { wholeOperations } from '../availability/calls.ts'
import type { About, Anomaly, CheckResult, Checker } from '../checker.ts'
import { judged } from '../invariants/judged.ts'
import { corruptionSeen, corruptionTold } from './evidence.ts'
import { withoutFailingDisks } from './failing-disk.ts'
import { inspectionsOf, type Inspection } from './inspections.ts'

export interface IntegrityResult extends CheckResult {
  inspections: { tool: string; node: string | null; findings: string[] }[]
  /** Inspections that could not be done: what they would have said is unknown. */
  undone: number
  /** The names of what the history alone shows. */
  seen: string[]
  /** The history shows a corruption of which neither a tool nor an error said anything. */
  silent: boolean
}

/**
 * What the server's own tools say (`inspect` operations: pg_amcheck, checksum failures, log lines) beside what the
 * history says. A corruption that only the history shows is the worst kind: `silent corruption`.
 */
export function integrity(): Checker<IntegrityResult> {
  return {
    name: 'integrity',
    about: 'Whether data was corrupted, and whether the server noticed',
    check,
  }
}

function check(history: History, about: About): IntegrityResult {
  const { inspections: all, undone } = inspectionsOf(history)
  // Of what is no damage others speak.
  const inspections = all.filter(({ of }) => of === undefined)
  const { rest, untold } = withoutFailingDisks(history, inspections)
  const complaint = rest.find(({ findings }) => findings.length > 0)
  const told = complaint ? found(history, complaint) : corruptionTold(history)
  const seen = corruptionSeen(history, about)
  const silent = told === null && seen.length > 0
  return {
    ...judged([told, silent ? silence(seen[0]) : null], whyUnknown(inspections, undone, untold)),
    inspections: inspections.map(({ tool, node, findings }) => ({ tool, node, findings })),
    undone: undone.length,
    seen: seen.map(({ name }) => name),
    silent,
  }
}

function whyUnknown(inspections: Inspection[], undone: string[], untold: string[]): string | null {
  if (undone.length > 0) return `${undone.length} inspections could not be done: ${undone[0]}`
  if (untold.length > 0) return `Beside what is said of a failing disk, ${untold[0]}, untold.`
  return inspections.length === 0 ? 'No tool inspected any node.' : null
}

function found(history: History, { tool, node, findings, end }: Inspection): Anomaly {
  return {
    name: 'corruption',
    summary: `${tool}${node === null ? '' : ` on ${node}`} says: ${findings[0]}`,
    witness: wholeOperations(history, [end]),
    detail: findings,
  }
}

function silence(seen: Anomaly): Anomaly {
  return { ...seen, name: 'silent corruption', summary: `No tool noticed: ${seen.summary}` }
}
