import type { History } from '../../history/history.ts'
import type { Key } from '../../history/operation.ts'
import { wholeOperations } from '../availability/calls.ts'
import type { Anomaly, CheckResult, Checker } from '../checker.ts'
import { judged } from '../invariants/judged.ts'
import { copiesOf, type Copies, type Copy } from './copies.ts'
import { differencesOf, type Difference } from './differences.ts'

export interface TableComparison {
  table: Key | null
  /** `null` where only one node was read. */
  equal: boolean | null
  nodes: { node: string; count: number; digest: string }[]
  /** How many rows differ, and the first twenty; `null` where a node gave only its digest, or there is but one. */
  differing: number | null
  differences: Difference[]
}

export interface DivergenceResult extends CheckResult {
  tables: TableComparison[]
  /** What is not known, and thus not equal. */
  unread: string[]
}

export interface DivergenceOptions {
  /** Those that hold a copy; every node that the history names where it is absent. */
  nodes?: readonly string[]
}

/** Whether every node holds the same rows once nobody writes any more. */
export function divergence({ nodes }: DivergenceOptions = {}): Checker<DivergenceResult> {
  return {
    name: 'divergence',
    about: 'At rest every node holds the same rows',
    check: (history) => check(history, nodes),
  }
}

function check(history: History, nodes?: readonly string[]): DivergenceResult {
  const { copies, unread } = copiesOf(history, nodes)
  const byTable = [...Map.groupBy(copies, ({ table }) => table).values()]
  const tables = byTable.map(compare)
  return {
    ...judged(
      tables.map((table, i) =>
        table.equal === false ? anomaly(history, table, byTable[i]) : null,
      ),
      whyUnknown(byTable, unread),
    ),
    tables,
    unread,
  }
}

function whyUnknown(byTable: Copy[][], unread: Copies['unread']): string | null {
  if (unread.length > 0 && byTable.length === 0)
    return 'No list of rows was read after the last write.'
  if (unread.length > 0) return `Not read after the last write: ${unread.join(', ')}.`
  if (byTable.every((copies) => copies.length < 2)) return 'There are no two copies to compare.'
  return null
}

function compare(copies: Copy[]): TableComparison {
  const equal = copies.length < 2 ? null : copies.every((copy) => isSame(copy, copies[0]))
  const { count, first } = equal !== false ? { count: 0, first: [] } : differencesOf(copies)
  return {
    table: copies[0].table,
    equal,
    nodes: copies.map(({ node, count: rows, digest }) => ({ node, count: rows, digest })),
    differing: equal !== null && copies.every(({ rows }) => rows !== null) ? count : null,
    differences: first,
  }
}

function isSame(a: Copy, b: Copy): boolean {
  return a.count === b.count && a.digest === b.digest
}

/** The witness is the first copy and the first that is not like it. */
function anomaly(history: History, comparison: TableComparison, copies: Copy[]): Anomaly {
  const [first] = copies
  const other = copies.find((copy) => !isSame(copy, first))!
  const where = comparison.table === null ? '' : ` of ${comparison.table}`
  return {
    name: 'divergence',
    summary:
      sentence(comparison, where) ?? `${first.node} and ${other.node} hold other rows${where}.`,
    witness: wholeOperations(history, [first.end, other.end]),
    detail: comparison.differences,
  }
}

function sentence({ differing, differences }: TableComparison, where: string): string | null {
  if (differences.length === 0) return null
  const [{ primaryKey, values }] = differences
  const held = values.map(({ node, values: some }) => `${show(some)} on ${node}`).join(', ')
  return `${differing ?? differences.length} rows${where} differ: ${JSON.stringify(primaryKey)} is ${held}.`
}

function show(values: unknown[]): string {
  if (values.length === 0) return 'missing'
  // The element of a set holds nothing but itself.
  return values.map((value) => (value === null ? 'there' : JSON.stringify(value))).join(' and ')
}
