/** An anomaly before it is told: the transactions that show it, by number. */
export interface Finding {
  name: string
  summary: string
  transactions: number[]
  detail?: unknown
}

/** A thousand lost updates are told by a few of them and their number. */
const KEPT = 8

/** What a history showed: how often each anomaly, and the first few of each. */
export class Findings {
  readonly counts = new Map<string, number>()
  readonly kept: Finding[] = []

  /** `tell` writes the finding out; it is only asked for while there is room. */
  add(name: string, tell: () => Omit<Finding, 'name'>): void {
    const before = this.counts.get(name) ?? 0
    this.counts.set(name, before + 1)
    if (before < KEPT) this.kept.push({ name, ...tell() })
  }

  get names(): string[] {
    return [...this.counts.keys()]
  }
}
