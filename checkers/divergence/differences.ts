import type { Key } from '../../history/operation.ts'
import { canonicalJson } from '../canonical-json.ts'
import { identityOf } from '../durability/value-index.ts'
import type { Copy } from './copies.ts'

const SHOWN = 20

/** One row that is not the same everywhere. */
export interface Difference {
  table: Key | null
  primaryKey: unknown
  /** What each node holds: no value where the row is missing, several where it is there more than once. */
  values: { node: string; values: unknown[] }[]
}

/** The rows in which the copies of one table differ, the first twenty of them, and how many they are. */
export function differencesOf(copies: Copy[]): { count: number; first: Difference[] } {
  const nodes = copies.flatMap(({ node, rows }) => (rows ? [{ node, byKey: byKey(rows) }] : []))
  const keys = new Map(
    nodes.flatMap(({ byKey: rows }) =>
      [...rows].map(([identity, row]) => [identity, row.primaryKey]),
    ),
  )
  const first: Difference[] = []
  let count = 0
  for (const [identity, primaryKey] of keys) {
    const values = nodes.map(({ node, byKey: rows }) => ({
      node,
      values: rows.get(identity)?.values ?? [],
    }))
    if (new Set(values.map((held) => contentOf(held.values))).size === 1) continue
    count++
    if (count <= SHOWN) first.push({ table: copies[0].table, primaryKey, values })
  }
  return { count, first }
}

interface Held {
  primaryKey: unknown
  values: unknown[]
}

/** Rows of one key in an order of their own, for nodes give them in any. */
function contentOf(values: unknown[]): string {
  return String(values.map(canonicalJson).toSorted())
}

function byKey(rows: NonNullable<Copy['rows']>): Map<unknown, Held> {
  const held = new Map<unknown, Held>()
  for (const [primaryKey, value] of rows) {
    const identity = identityOf(primaryKey)
    const row = held.get(identity)
    if (row) row.values.push(value)
    else held.set(identity, { primaryKey, values: [value] })
  }
  return held
}
