import { OK, type History } from '../../history/history.ts'
import type { MicroOp } from './transaction.ts'

/**
 * Runs a certificate: rows of transactions in an order that is to explain all that was read. Throws where it doesn't, or
 * leaves out what was acknowledged. `kind` tells what the order is one of: whole transactions, or, for snapshot isolation,
 * snapshots and commits, each transaction's snapshot first.
 */
export function replay(
  history: History,
  order: readonly number[],
  kind: 'serial' | 'snapshot',
  initial: unknown = null,
): void {
  const committed = new Map<unknown, unknown>()
  const open = new Map<number, { writes: Map<unknown, unknown> }>()
  const done = new Set<number>()
  for (const row of order) {
    const running = open.get(row)
    if (running === undefined) {
      if (done.has(row)) throw new Error(`row ${row} ran twice`)
      const writes = run(history, row, committed, initial)
      for (const [other, { writes: theirs }] of open)
        if ([...theirs.keys()].some((key) => writes.has(key)))
          throw new Error(`rows ${other} and ${row} both wrote a key and neither saw the other`)
      open.set(row, { writes })
      if (kind === 'snapshot') continue
    }
    for (const [key, value] of open.get(row)!.writes) committed.set(key, value)
    open.delete(row)
    done.add(row)
  }
  if (open.size > 0) throw new Error('a snapshot without a commit')
  for (let row = 0; row < history.length; row++)
    if (history.type[row] === OK && history.f[row] === history.nameOf('txn') && !done.has(row))
      throw new Error(`row ${row} was acknowledged and is not in the order`)
}

/** Throws where a transaction reads otherwise than from this state and its own writes; what it wrote. */
function run(
  history: History,
  row: number,
  state: ReadonlyMap<unknown, unknown>,
  initial: unknown,
): Map<unknown, unknown> {
  const writes = new Map<unknown, unknown>()
  for (const [f, key, value] of history.value[row] as MicroOp[]) {
    if (f !== 'r') {
      writes.set(key, value)
      continue
    }
    const expected = writes.has(key) ? writes.get(key) : (state.get(key) ?? initial)
    if (history.type[row] === OK && (value ?? null) !== expected)
      throw new Error(`row ${row} read ${String(value)} of ${String(key)}, not ${String(expected)}`)
  }
  return writes
}

/** Throws where the order has a transaction before one that ended before it began, or before one of its own process. */
export function keepsTime(
  history: History,
  order: readonly number[],
  kept: 'process' | 'time',
): void {
  const begun = (row: number) => (history.type[row] === 0 ? row : history.pair[row])
  // Of snapshot isolation: the first of a row is its snapshot, the last its commit.
  const first = new Map<number, number>()
  const last = new Map<number, number>()
  for (const [at, row] of order.entries()) {
    if (!first.has(row)) first.set(row, at)
    last.set(row, at)
  }
  for (const a of last.keys())
    for (const b of first.keys())
      if (
        history.type[a] === OK &&
        a < begun(b) &&
        (kept === 'time' || history.process[a] === history.process[b]) &&
        last.get(a)! > first.get(b)!
      )
        throw new Error(`row ${a} ended before row ${b} began and comes after it`)
}
