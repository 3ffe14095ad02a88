import type { History } from '../../history/history.ts'
import { wholeOperations } from '../availability/calls.ts'
import { between, type Change } from './counter-changes.ts'
import type { Addition, CounterReadAt, OneCounter } from './counter-history.ts'

interface Bounded {
  read: CounterReadAt
  lower: bigint
  initial: bigint
}

/** What proves that a read of a counter is impossible, by the way in which it is. */
export const witnessOf = {
  /** Of the additions that the read must have seen as few as put it out of bounds; or of those it must not. */
  bounds(history: History, { additions }: OneCounter, { read, lower, initial }: Bounded) {
    const sign = read.value < lower ? 1n : -1n
    const needed: Addition[] = []
    let sum = initial
    for (const addition of additions) {
      if (sign * (sum - read.value) > 0n) break
      if (addition.done >= read.start || addition.amount * sign <= 0n) continue
      sum += addition.amount
      needed.push(addition)
    }
    return operations(history, needed, read)
  },
  /** All that it may have seen, for it is none of their sums. */
  sum(history: History, { additions }: OneCounter, read: CounterReadAt) {
    const seen = additions.filter(({ start }) => start < read.end)
    return operations(history, seen, read)
  },
  change(history: History, change: Change) {
    return operations(history, between(change), change.earlier, change.later)
  },
}

function operations(history: History, additions: Addition[], ...reads: CounterReadAt[]) {
  const rows = additions.map(({ row }) => row)
  return wholeOperations(history, [...rows, ...reads.map(({ end }) => end)])
}
