/** An anomaly before it is told: the transactions that show it, by number, in the order in which they began. */
export interface Finding {
  name: string
  summary: string
  transactions: number[]
}

/** A thousand lost updates are told by a few of them and their number. */
const KEPT = 8

/** What a history showed: how often each anomaly, and the first few of each. */
export class Findings {
  readonly counts = new Map<string, number>()
  readonly kept: Finding[] = []

  /** `tell` writes the finding out, with the names that its witness has; it is only asked for while there is room. */
  add(
    name: string,
    shownBy: readonly number[],
    tell: (nameOf: (t: number) => string) => string,
  ): void {
    const before = this.counts.get(name) ?? 0
    this.counts.set(name, before + 1)
    if (before >= KEPT) return
    const transactions = [...new Set(shownBy)].toSorted((a, b) => a - b)
    const summary = tell((t) => `T${transactions.indexOf(t) + 1}`)
    this.kept.push({ name, summary, transactions })
  }
}
