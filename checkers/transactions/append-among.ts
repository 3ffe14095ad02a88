import { History } from '../../history/history.ts'
import type { Promised, TransactionsResult } from './check.ts'
import { listAppend } from './list-append.ts'
import { scalar, type MicroOp } from './transaction.ts'

/**
 * Judges some of a list-append history's transactions by themselves; `isIn` picks them by the rows of the history where
 * they begin and end. The graph of all transactions tells each group of entangled ones by one short cycle of a kind, so a
 * cycle of these may hide behind one of others, or go by way of others that wrote the same row in between.
 */
export function listAppendAmong(
  history: History,
  isIn: (row: number) => boolean,
  promised: Promised,
): TransactionsResult {
  return listAppend(promised).check(appendsAmong(history, isIn), {})
}

/** The same history as if nobody else had been there: what others appended is in no read. */
function appendsAmong(history: History, isIn: (row: number) => boolean): History {
  const txn = history.nameOf('txn')
  const all = [...history.operations()].filter(({ index }) => history.f[index] === txn)
  const others = all.filter(({ index }) => !isIn(index))
  const foreign = new Set(others.flatMap(({ value }) => microOps(value).map(appended)))
  const isOwn = (key: unknown) => (element: unknown) => !foreign.has(nameOf(key, element))
  const own = all
    .filter(({ index }) => isIn(index))
    .map((operation) => ({
      ...operation,
      value: microOps(operation.value).map(([f, key, value]) =>
        f === 'r' && Array.isArray(value) ? [f, key, value.filter(isOwn(key))] : [f, key, value],
      ),
    }))
  return History.from(own, { completionOnly: history.completionOnly })
}

function appended([f, key, element]: MicroOp): string | undefined {
  return f === 'append' ? nameOf(key, element) : undefined
}

function nameOf(key: unknown, element: unknown): string {
  return JSON.stringify([scalar(key), scalar(element)])
}

/** One of which nobody knows how it ended may tell none. */
function microOps(value: unknown): MicroOp[] {
  return Array.isArray(value) ? value : []
}
