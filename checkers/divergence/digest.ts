import { canonicalJson } from '../canonical-json.ts'

/** A row by its primary key, and what else it holds. */
export type Row = readonly [primaryKey: unknown, value: unknown]

const FNV_PRIME = 0x01000193
const FNV_BASIS = 0x811c9dc5
const OTHER_BASIS = 0x2f0b4c47

/**
 * Sixteen hexadecimal digits that do not depend on the order of the rows: the sums of two FNV-1a hashes of each
 * row's JSON. Against accidents, not against malice.
 */
export function digestOf(rows: Iterable<Row>): string {
  let [low, high] = [0, 0]
  for (const row of rows) {
    const text = canonicalJson(row)
    low = (low + fnv1a(text, FNV_BASIS)) >>> 0
    high = (high + fnv1a(text, OTHER_BASIS)) >>> 0
  }
  return [high, low].map((half) => half.toString(16).padStart(8, '0')).join('')
}

function fnv1a(text: string, basis: number): number {
  let hash = basis
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), FNV_PRIME)
  // A last stir, for FNV's low bits alone would let sums of similar rows meet.
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d)
  return (hash ^ (hash >>> 13)) >>> 0
}
