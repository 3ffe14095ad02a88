import { sinceBlindWrite } from './blind-write.ts'
import { cut } from './cut.ts'
import type { Call, Model } from './model.ts'
import type { Part } from './parts.ts'
import { search } from './search.ts'
import type { Limits } from './search.ts'

/** Calls and configurations looked at before a witness is small enough as it is: a second or so. */
const WORK_LIMIT = 300_000
/** A search that looks at so many more configurations than the first to see that less fails too isn't worth it. */
const SLACK = 2_000

/** Calls that can't be ordered, as places in the part; what ends after event `end` counts as not ended. */
export interface Core {
  calls: number[]
  end: number
  /** The longest order found of these calls. */
  longestOrder: number[]
}

/**
 * From a part that can't be ordered, a small set of calls that can't either: first what is around the place where
 * the search got stuck, then the shortest beginning of that, then without what the model says may be left out, in halves, quarters and so on down to single groups
 * (Zeller and Hildebrandt's delta debugging, TSE 2002). `tried` and `reached` are the
 * first search's.
 */
export function shrink(
  part: Part,
  calls: readonly Call[],
  model: Model,
  initial: unknown,
  { tried, reached }: { tried: number; reached: number },
  limits: Limits,
): Core {
  const shrinkLimits = { ...limits, triedLimit: tried + SLACK }
  return new Shrinker(part, calls, model, initial, shrinkLimits).core(reached)
}

class Shrinker {
  private readonly part: Part
  private readonly calls: readonly Call[]
  private readonly model: Model
  private readonly initial: unknown
  private readonly limits: Limits
  private work = 0
  private end: number
  private kept: number[]
  private longestOrder: number[] = []

  constructor(part: Part, calls: readonly Call[], model: Model, initial: unknown, limits: Limits) {
    this.part = part
    this.calls = calls
    this.model = model
    this.initial = initial
    this.limits = limits
    this.end = part.events - 1
    this.kept = [...calls.keys()]
  }

  core(reached: number): Core {
    this.focus(reached)
    this.shorten()
    for (let size = this.kept.length; size >= 1 && !this.isTired();) {
      const isSmaller = this.leaveOut(size)
      if (!isSmaller || size > this.kept.length) size = Math.floor(size / 2)
    }
    return { calls: this.kept, end: this.end, longestOrder: this.longestOrder }
  }

  /** Looks for a failure within a growing stretch of time around the event where the first search got stuck. */
  private focus(reached: number): void {
    for (let width = 64; width < this.part.events && !this.isTired(); width *= 4) {
      const end = Math.min(reached + width, this.part.events - 1)
      const some = sinceBlindWrite(this.part, this.calls, this.model, reached - width)
      const begun = some.filter((call) => this.part.invoke[call] <= end)
      if (!this.fails(begun, end)) continue
      this.kept = begun
      this.end = end
      return
    }
  }

  /** Finds the shortest beginning that fails, by bisection: what fails does so however it goes on. */
  private shorten(): void {
    for (let passing = -1; this.end - passing > 1 && !this.isTired();) {
      const middle = (this.end + passing) >> 1
      const some = this.kept.filter((call) => this.part.invoke[call] <= middle)
      if (this.fails(some, middle)) [this.end, this.kept] = [middle, some]
      else passing = middle
    }
  }

  /** One pass over the groups, `size` of them at a time; whether anything could be left out. */
  private leaveOut(size: number): boolean {
    const before = this.kept
    const groups = this.removable()
    for (let start = 0; start < groups.length && !this.isTired(); start += size) {
      const out = new Set(groups.slice(start, start + size).flat())
      const some = this.kept.filter((call) => !out.has(call))
      if (some.length < this.kept.length && this.fails(some, this.end)) this.kept = some
    }
    return this.kept.length < before.length
  }

  private removable(): number[][] {
    const { calls, places } = cut(this.part, this.calls, this.model, this.kept, this.end)
    const groups = this.model.removable?.(calls) ?? onlyReads(calls, this.model)
    return groups.map((group) => group.map((place) => places[place]))
  }

  private fails(some: number[], end: number): boolean {
    const { part, calls, places } = cut(this.part, this.calls, this.model, some, end)
    const result = search(part, calls, this.model, this.initial, this.limits)
    this.work += calls.length + result.tried
    if (result.verdict === 'fail') this.longestOrder = result.order.map((place) => places[place])
    return result.verdict === 'fail'
  }

  private isTired(): boolean {
    const { clock, deadlineMs } = this.limits
    return this.work > WORK_LIMIT || (clock !== undefined && clock() > (deadlineMs ?? Infinity))
  }
}

function onlyReads(calls: readonly Call[], model: Model): number[][] {
  return calls.flatMap((call, place) => (model.isRead?.(call) ? [[place]] : []))
}
