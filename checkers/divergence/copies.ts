import { OK, type History } from '../../history/history.ts'
import type { Key } from '../../history/operation.ts'
import { clientCalls, faultCalls, nodeOf, outcome } from '../availability/calls.ts'
import { faultNodes } from '../availability/faults.ts'
import { isRead } from '../availability/gaps.ts'
import { digestOf, type Row } from './digest.ts'

/** What one node held of one table when it was last read at rest. */
export interface Copy {
  /** `null` where the history has but one. */
  table: Key | null
  node: string
  count: number
  digest: string
  /** `null` where the node was asked for the count and the digest alone. */
  rows: Row[] | null
  /** The row of the history that says so. */
  end: number
}

export interface Copies {
  copies: Copy[]
  /** A node and table that were never read at rest, in words. */
  unread: string[]
}

/**
 * The copies of each table, read by `rows` operations (key: the table; value: a list of `[primaryKey, value]`, or
 * `{count, digest}`), or else by the reads of a set or of a bank. At rest is after the end of the last write. Each of
 * `holders` should have one of each: every node that the history names, where nobody knows better.
 */
export function copiesOf(history: History, holders?: readonly string[]): Copies {
  const isDump = history.nameOf('rows') >= 0
  const wanted = history.nameOf(isDump ? 'rows' : 'read')
  const rest = lastWrite(history)
  // Nodes that answered together stand in it by one name.
  const nodes = new Set(holders ?? history.nodes.flatMap((name) => name.split('+')))
  const tables = new Set<Key | null>()
  const copies = new Map<string, Copy>()
  faultCalls(history, (start, end) => {
    if (holders === undefined) for (const node of faultNodes(history, start, end)) nodes.add(node)
  })
  clientCalls(history, (start, end) => {
    const node = nodeOf(history, end < 0 ? start : end)
    if (history.f[start] !== wanted || node === null) return
    const table = history.key[start] < 0 ? null : history.keys[history.key[start]]
    tables.add(table)
    if (start < rest || outcome(history, end) !== OK) return
    const content = contentOf(history.value[end], isDump)
    if (content) copies.set(place(table, node), { table, node, ...content, end })
  })
  const unread = [...tables].flatMap((table) =>
    [...nodes].filter((node) => !copies.has(place(table, node))).map((node) => say(table, node)),
  )
  return { copies: [...copies.values()], unread }
}

function lastWrite(history: History): number {
  let last = -1
  clientCalls(history, (start, end) => {
    if (!isRead(history, start)) last = Math.max(last, start, end)
  })
  return last
}

function contentOf(
  value: unknown,
  isDump: boolean,
): Pick<Copy, 'count' | 'digest' | 'rows'> | null {
  if (typeof value !== 'object' || value === null) return null
  const { count, digest } = value as { count?: unknown; digest?: unknown }
  if (typeof count === 'number' && typeof digest === 'string') return { count, digest, rows: null }
  const rows = rowsIn(value, isDump)
  return { count: rows.length, digest: digestOf(rows), rows }
}

/** An element of a set is a row of its own. */
function rowsIn(value: object, isDump: boolean): Row[] {
  if (!Array.isArray(value)) return Object.entries(value)
  return value.map((row): Row =>
    isDump && Array.isArray(row) ? (row as unknown as Row) : [row, null],
  )
}

function place(table: Key | null, node: string): string {
  return JSON.stringify([table, node])
}

function say(table: Key | null, node: string): string {
  return table === null ? node : `${table} on ${node}`
}
