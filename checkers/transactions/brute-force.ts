import { FAIL, INVOKE, OK, type History } from '../../history/history.ts'
import type { MicroOp } from './transaction.ts'

/**
 * A reference for histories of a few transactions: it tries all orders instead of reasoning about any. Failed
 * transactions did not happen; those of unknown outcome may have happened or not.
 */
export interface Transaction {
  process: number
  begin: number
  end: number
  outcome: number
  ops: MicroOp[]
}

type State = ReadonlyMap<unknown, unknown>

/** The order that must be kept: none, that of each process, or that in real time. */
export type Kept = 'none' | 'process' | 'time'

export function isBefore(a: Transaction, b: Transaction, kept: Kept): boolean {
  if (a.outcome !== OK || a.end > b.begin) return false
  return kept === 'time' || (kept === 'process' && a.process === b.process)
}

/** Whether one order explains all reads and keeps what it must. */
export function isSerializable(history: History, kept: Kept): boolean {
  const all = transactionsOf(history)
  const place = (rest: readonly Transaction[], state: State): boolean => {
    if (!rest.some(({ outcome }) => outcome === OK)) return true
    return rest.some((next) => {
      if (rest.some((other) => isBefore(other, next, kept))) return false
      const after = run(next, state, state)
      return (
        after !== undefined &&
        place(
          rest.filter((other) => other !== next),
          after,
        )
      )
    })
  }
  return place(all, new Map())
}

/**
 * Whether an order of commits and a snapshot for each transaction, taken at any time before, explain all reads, so
 * that nothing that a transaction wrote was committed by another between its snapshot and its commit.
 */
export function isSnapshotIsolated(history: History, kept: Kept): boolean {
  const all = transactionsOf(history)
  const place = (
    rest: readonly Transaction[],
    committed: readonly Transaction[],
    states: readonly State[],
  ): boolean => {
    if (!rest.some(({ outcome }) => outcome === OK)) return true
    return rest.some((next) => {
      if (rest.some((other) => isBefore(other, next, kept))) return false
      const since = committed.findLastIndex((other) => isBefore(other, next, kept))
      return states.some((snapshot, taken) => {
        if (taken <= since) return false
        const written = new Set(writtenBy(next))
        if (
          committed.slice(taken).some((other) => writtenBy(other).some((key) => written.has(key)))
        )
          return false
        const after = run(next, snapshot, states.at(-1)!)
        if (after === undefined) return false
        const others = rest.filter((other) => other !== next)
        return place(others, [...committed, next], [...states, after])
      })
    })
  }
  return place(all, [], [new Map()])
}

export function transactionsOf(history: History): Transaction[] {
  const transactions: Transaction[] = []
  for (let begin = 0; begin < history.length; begin++) {
    if (history.type[begin] !== INVOKE) continue
    const end = history.pair[begin]
    const outcome = end < 0 ? -1 : history.type[end]
    const told = outcome === OK ? end : begin
    if (outcome !== FAIL)
      transactions.push({
        process: history.process[begin],
        begin,
        end,
        outcome,
        ops: history.value[told] as MicroOp[],
      })
  }
  return transactions
}

function writtenBy({ ops }: Transaction): unknown[] {
  return ops.filter(([kind]) => kind !== 'r').map(([, key]) => key)
}

/** The state after a transaction that reads from `snapshot`; undefined when it read something else. */
function run({ ops, outcome }: Transaction, snapshot: State, latest: State): State | undefined {
  const own = new Map(snapshot)
  const after = new Map(latest)
  for (const [kind, key, value] of ops) {
    if (kind === 'r') {
      const expected = JSON.stringify(own.get(key) ?? null)
      const read = Array.isArray(value) && value.length === 0 ? null : (value ?? null)
      if (outcome === OK && JSON.stringify(read) !== expected) return undefined
      continue
    }
    for (const state of [own, after])
      state.set(key, kind === 'w' ? value : [...((state.get(key) ?? []) as unknown[]), value])
  }
  return after
}
