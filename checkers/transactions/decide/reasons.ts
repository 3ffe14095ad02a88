import type { Reason } from '../evidence.ts'
import { PROCESS, REALTIME } from '../graph.ts'
import { show } from '../text.ts'
import { OK, type Transactions } from '../transaction.ts'
import type { Uses } from '../uses.ts'
import { orderReason } from '../witness.ts'

/** Why one transaction took place before another, if it did by the order in time that is asked for. */
export function timeReason(
  transactions: Transactions,
  timed: number,
  a: number,
  b: number,
): Reason | undefined {
  const { history, outcome, row, begin, end } = transactions
  if (timed === 0 || outcome[a] !== OK) return undefined
  const isBefore =
    timed === REALTIME
      ? begin[b] >= 0 && end[a] < begin[b]
      : a < b && history.process[row[a]] === history.process[row[b]]
  return isBefore
    ? orderReason(transactions, timed === REALTIME ? REALTIME : PROCESS, a, b)
    : undefined
}

/** What a transaction left in a key. */
export function valueWritten(transactions: Transactions, t: number, key: number): string {
  return valueOf(transactions, t, key, 1)
}

export function valueRead(transactions: Transactions, t: number, key: number): string {
  return valueOf(transactions, t, key, 0)
}

function valueOf(
  { first, isWrite, key: keyOf, value }: Transactions,
  t: number,
  key: number,
  written: number,
): string {
  for (let m = first[t + 1] - 1; m >= first[t]; m--)
    if (isWrite[m] === written && keyOf[m] === key) return show(value[m])
  return show(null)
}

export function writesKey({ writeFirst, writeKey }: Uses, t: number, key: number): boolean {
  return writeKey.subarray(writeFirst[t], writeFirst[t + 1]).includes(key)
}
