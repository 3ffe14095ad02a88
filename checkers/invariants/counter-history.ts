import { FAIL, OK, type History } from '../../history/history.ts'
import { clientCalls, outcome } from '../availability/calls.ts'
import { wholeNumber } from './whole-number.ts'

/**
 * An addition that may have happened. The rows of its start and of its acknowledgement, which is Infinity where nobody
 * knows that it happened; `row` is any of its rows, for a witness.
 */
export interface Addition {
  row: number
  start: number
  done: number
  amount: bigint
}

/** A read of a counter, by its rows. */
export interface CounterReadAt {
  start: number
  end: number
  value: bigint
}

/** All of one counter, in the order of invocation. */
export interface OneCounter {
  additions: Addition[]
  reads: CounterReadAt[]
}

export interface CounterHistory {
  counters: OneCounter[]
  /** Additions and reads of what is no whole number. */
  unclearAdditions: number
  unclearReads: number
}

/** Each key is a counter. Without invocations nothing is known to have begun after anything else. */
export function counterHistory(history: History): CounterHistory {
  const byKey = new Map<number, OneCounter>()
  const read = { counters: [], unclearAdditions: 0, unclearReads: 0 } as CounterHistory
  clientCalls(history, (row, end) => {
    const f = history.names[history.f[row]]
    const type = outcome(history, end)
    const start = history.completionOnly ? -1 : row
    const counter = byKey.get(history.key[row]) ?? { additions: [], reads: [] }
    byKey.set(history.key[row], counter)
    if (f === 'add' && type !== FAIL) {
      const amount = wholeNumber(history.value[row])
      if (amount === null) read.unclearAdditions++
      else counter.additions.push({ row, start, done: type === OK ? end : Infinity, amount })
    } else if (f === 'read' && type === OK) {
      const value = wholeNumber(history.value[end])
      if (value === null) read.unclearReads++
      else counter.reads.push({ start, end, value })
    }
  })
  read.counters = [...byKey.values()]
  return read
}

/** The sum of the amounts before a row. */
export class RunningSum {
  private readonly rows: number[]
  private readonly sums: bigint[]

  constructor(entries: { row: number; amount: bigint }[]) {
    const sorted = entries.toSorted((a, b) => a.row - b.row)
    let sum = 0n
    this.rows = sorted.map(({ row }) => row)
    this.sums = sorted.map(({ amount }) => (sum += amount))
  }

  before(row: number): bigint {
    let [low, high] = [0, this.rows.length]
    while (low < high) {
      const middle = (low + high) >> 1
      if (this.rows[middle] < row) low = middle + 1
      else high = middle
    }
    return low === 0 ? 0n : this.sums[low - 1]
  }
}

/** What was added and what was taken away up to a row: what may have been, and what must have been. */
export class Sums {
  readonly mayAdd: RunningSum
  readonly mayTake: RunningSum
  readonly mustAdd: RunningSum
  readonly mustTake: RunningSum

  constructor(additions: Addition[]) {
    const begun = additions.map(({ start, amount }) => ({ row: start, amount }))
    const done = additions
      .filter(({ done }) => done !== Infinity)
      .map(({ done, amount }) => ({ row: done, amount }))
    const isMore = ({ amount }: { amount: bigint }) => amount > 0n
    const isLess = ({ amount }: { amount: bigint }) => amount < 0n
    this.mayAdd = new RunningSum(begun.filter(isMore))
    this.mayTake = new RunningSum(begun.filter(isLess))
    this.mustAdd = new RunningSum(done.filter(isMore))
    this.mustTake = new RunningSum(done.filter(isLess))
  }
}
