import type { Call } from './call.ts'
import type { Missing, Origins } from './origins.ts'
import { showIdentity } from './show.ts'
import { identityOf } from './values.ts'

/** Values as a model's calls see and leave them, each as a whole. */
export interface Traces {
  /** What is there at first. */
  first: Iterable<unknown>
  /** What the call cannot have done without. */
  seen(call: Call): readonly unknown[]
  /** What others can see when the call has found that. */
  left(call: Call): readonly unknown[]
  /** What it left for a moment within itself, and more; nobody else can see that. */
  overwritten?(call: Call): readonly unknown[]
  /** Whoever sees a value takes it away: it can be seen as often as it was left. */
  isTaking?: boolean
  /** The value with this identity in words; by default as JSON. */
  describe?(identity: unknown): string
}

interface Waiting {
  row: number
  lacking: number
  left: readonly unknown[]
}

/** How often a value was left; and where taking it takes it away, by which calls, and which took it. */
interface Count {
  left: number
  leavers: number[]
  takers: number[]
}

/** How often each value may have been left, and by whom; a call that needs what is not there yet waits for it. */
export class Things implements Origins {
  private readonly traces: Traces
  private readonly there = new Map<unknown, Count>()
  private readonly overwriters = new Map<unknown, number>()
  /** By what they lack. */
  private readonly waiting = new Map<unknown, Waiting[]>()

  constructor(traces: Traces) {
    this.traces = traces
    for (const value of traces.first) this.countOf(identityOf(value)).left++
  }

  begin(row: number, call: Call): void {
    for (const value of this.traces.overwritten?.(call) ?? [])
      this.overwriters.set(identityOf(value), row)
    const left = this.traces.left(call).map(identityOf)
    const lacking = this.traces.isTaking ? [] : this.lackingOf(call).map(identityOf)
    if (lacking.length === 0) return this.put([{ row, lacking: 0, left }])
    const waiting = { row, lacking: lacking.length, left }
    for (const value of lacking) {
      const others = this.waiting.get(value)
      if (others) others.push(waiting)
      else this.waiting.set(value, [waiting])
    }
  }

  leave(row: number, call: Call): void {
    this.put([{ row, lacking: 0, left: this.traces.left(call).map(identityOf) }])
  }

  end(row: number, call: Call): Missing | undefined {
    const lacking = this.lackingOf(call)
    if (lacking.length > 0) return this.missing(lacking[0], row)
    if (!this.traces.isTaking) return undefined
    for (const value of this.traces.seen(call)) {
      const count = this.countOf(identityOf(value))
      count.takers.push(row)
      if (count.takers.length > count.left)
        return { what: this.describe(identityOf(value)), through: [], taken: count }
    }
    return undefined
  }

  private lackingOf(call: Call): unknown[] {
    return this.traces.seen(call).filter((value) => !this.there.has(identityOf(value)))
  }

  private countOf(identity: unknown): Count {
    let count = this.there.get(identity)
    if (!count) this.there.set(identity, (count = { left: 0, leavers: [], takers: [] }))
    return count
  }

  /** These leave what they leave, and so do all who waited for just that. */
  private put(ready: Waiting[]): void {
    for (const { row, left } of ready) {
      for (const identity of left) {
        const count = this.countOf(identity)
        count.left++
        if (this.traces.isTaking) count.leavers.push(row)
        for (const waiting of this.waiting.get(identity) ?? [])
          if (--waiting.lacking === 0) ready.push(waiting)
        this.waiting.delete(identity)
      }
    }
  }

  /** Who would leave the value if they found what they lack. */
  private waitingToLeave(identity: unknown, except: number): { row: number; lacks: unknown }[] {
    return [...this.waiting].flatMap(([lacks, all]) =>
      all
        .filter(({ row, left }) => row !== except && left.includes(identity))
        .map(({ row }) => ({ row, lacks })),
    )
  }

  /** Follows what was seen back through those that wait, to what nobody left or to where it began. */
  private missing(seen: unknown, row: number): Missing {
    const through: number[] = []
    const passed: unknown[] = []
    let identity = identityOf(seen)
    while (!passed.includes(identity)) {
      passed.push(identity)
      const next = this.waitingToLeave(identity, row)
      if (next.length === 0) return this.nowhere(identity, through)
      through.push(next[0].row)
      identity = next[0].lacks
    }
    const circle = through.slice(passed.indexOf(identity))
    return { what: this.describe(identity), through, circle }
  }

  private nowhere(identity: unknown, through: number[]): Missing {
    const overwriter = this.overwriters.get(identity)
    const what = this.describe(identity)
    return overwriter === undefined ? { what, through } : { what, through, overwriter }
  }

  private describe(identity: unknown): string {
    return (this.traces.describe ?? showIdentity)(identity)
  }
}
