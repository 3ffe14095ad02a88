import type { Addition, CounterReadAt, OneCounter, Sums } from './counter-history.ts'

/** Two reads, the second begun after the first had ended, that differ by more than can have happened. */
export interface Change {
  counter: OneCounter
  earlier: CounterReadAt
  later: CounterReadAt
  down: boolean
  /** How much at most can have been subtracted (`down`) or added between them. */
  most: bigint
}

/**
 * Of each read at most one change in either direction, against the earlier read that rules most out. What may come
 * between two reads is all that began before the later one ended, without what was done before the earlier one
 * began; so the earlier read's share of it is a number of its own, and the greatest or the least decides.
 */
export function changesOf(counter: OneCounter, sums: Sums): Change[] {
  const { reads } = counter
  const byEnd = reads.toSorted((a, b) => a.end - b.end)
  const floorOf = (read: CounterReadAt) => read.value - sums.mustTake.before(read.start)
  const ceilingOf = (read: CounterReadAt) => read.value - sums.mustAdd.before(read.start)
  const changes: Change[] = []
  let highest: CounterReadAt | undefined
  let lowest: CounterReadAt | undefined
  let ended = 0
  for (const later of reads) {
    for (; byEnd[ended].end < later.start; ended++) {
      const read = byEnd[ended]
      if (!highest || floorOf(read) > floorOf(highest)) highest = read
      if (!lowest || ceilingOf(read) < ceilingOf(lowest)) lowest = read
    }
    if (!highest || !lowest) continue
    const taken = sums.mayTake.before(later.end)
    const added = sums.mayAdd.before(later.end)
    const change = (earlier: CounterReadAt, down: boolean, most: bigint) =>
      changes.push({ counter, earlier, later, down, most })
    if (later.value < floorOf(highest) + taken)
      change(highest, true, sums.mustTake.before(highest.start) - taken)
    if (later.value > ceilingOf(lowest) + added)
      change(lowest, false, added - sums.mustAdd.before(lowest.start))
  }
  return changes
}

/** The additions that may have made some of the difference. */
export function between({ counter: { additions }, earlier, later, down }: Change): Addition[] {
  return additions.filter(
    ({ start, done, amount }) =>
      start < later.end && done > earlier.start && (down ? amount < 0n : amount > 0n),
  )
}
