import type { History } from '../../history/history.ts'
import { wholeOperations } from '../availability/calls.ts'
import type { About, Anomaly, CheckResult, Checker } from '../checker.ts'
import { judged } from '../invariants/judged.ts'
import { judgeElements } from './element-ages.ts'
import { guarantees, type Guarantee, type Violation } from './guarantees.ts'
import { byNode, isStale, type NodeStaleness } from './nodes.ts'
import { judgeRegisters } from './register-ages.ts'

export interface StalenessOptions {
  /** The guarantees whose violation is an anomaly; all violations are counted. Without it, every guarantee. */
  promised?: readonly Guarantee[]
}

export interface StalenessResult extends CheckResult {
  /** Reads whose age is known. */
  reads: number
  stale: number
  nodes: NodeStaleness[]
  /** How many reads break each guarantee. */
  violations: Record<Guarantee, number>
}

const all = Object.keys(guarantees) as Guarantee[]

/**
 * How old each read was, in seconds and in versions, and which guarantees a session could rely on (after Terry et
 * al., "Session Guarantees for Weakly Consistent Replicated Data", 1994). A process is a session. Judges sets and
 * lists by the elements that a read lacks, registers by the value that it saw, if each value is written once.
 */
export function staleness({ promised = all }: StalenessOptions = {}): Checker<StalenessResult> {
  return {
    name: 'staleness',
    about: 'How old each read was, and which session guarantees held',
    check: (history, about) => check(history, about, promised),
  }
}

function check(history: History, about: About, promised: readonly Guarantee[]): StalenessResult {
  const elements = judgeElements(history)
  const registers = judgeRegisters(history, about.initial ?? null)
  const ages = [...elements.ages, ...registers.ages]
  const violations = Map.groupBy(
    [...elements.violations, ...registers.violations],
    ({ guarantee }) => guarantee,
  )
  return {
    ...judged(
      promised.map((guarantee) => anomaly(history, violations.get(guarantee) ?? [])),
      ages.length === 0 ? 'There was no read of which it is known what it saw.' : null,
    ),
    reads: ages.length,
    stale: ages.filter(isStale).length,
    nodes: byNode(history, ages),
    violations: Object.fromEntries(
      all.map((guarantee) => [guarantee, violations.get(guarantee)?.length ?? 0]),
    ) as Record<Guarantee, number>,
  }
}

function anomaly(history: History, [first, ...others]: Violation[]): Anomaly | null {
  if (first === undefined) return null
  return {
    name: guarantees[first.guarantee],
    summary: `${first.summary} ${others.length + 1} reads show this.`,
    witness: wholeOperations(history, first.rows),
  }
}
