import type { CounterReadAt, OneCounter } from './counter-history.ts'
import { isSubsetSum, type Amounts } from './subset-sum.ts'

/** For all reads of a counter together: some tenths of a second. */
const PARTIAL_SUMS = 1_000_000

/** A read that no choice of additions explains. */
export interface Summed {
  counter: OneCounter
  read: CounterReadAt
}

/** The reads of what is no sum; `unsummed` counts those of which that was not found out. */
export function impossibleSums(
  counter: OneCounter,
  initial: bigint,
): { sums: Summed[]; unsummed: number } {
  const { additions, reads } = counter
  const byDone = additions.toSorted((a, b) => (a.done === b.done ? 0 : a.done - b.done))
  const effort = { left: PARTIAL_SUMS }
  // As of the start of the read: what has begun and may have happened, and the sum of what must have.
  const open: Amounts = new Map()
  let certain = initial
  let [begun, done] = [0, 0]
  const found: { sums: Summed[]; unsummed: number } = { sums: [], unsummed: 0 }
  for (const read of reads) {
    for (; begun < additions.length && additions[begun].start < read.start; begun++)
      count(open, additions[begun].amount, 1)
    for (; done < byDone.length && byDone[done].done < read.start; done++) {
      count(open, byDone[done].amount, -1)
      certain += byDone[done].amount
    }
    const may = new Map(open)
    for (let i = begun; i < additions.length && additions[i].start < read.end; i++)
      count(may, additions[i].amount, 1)
    const isSum = isSubsetSum(may, read.value - certain, effort)
    if (isSum === null) found.unsummed++
    else if (!isSum) found.sums.push({ counter, read })
  }
  return found
}

function count(amounts: Amounts, amount: bigint, by: 1 | -1): void {
  const left = (amounts.get(amount) ?? 0) + by
  if (left === 0) amounts.delete(amount)
  else amounts.set(amount, left)
}
