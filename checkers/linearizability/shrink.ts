import { cut } from './problem.ts'
import type { Problem } from './problem.ts'
import { search } from './search.ts'
import type { Limits } from './limits.ts'
import type { Core } from './stretch.ts'

/** Calls and configurations looked at before a witness is small enough as it is: a second or so. */
const WORK_LIMIT = 300_000
/** A search for whether less fails too that looks at so many configurations isn't worth it. */
const TRIED_LIMIT = 10_000

export interface ShrunkCore extends Core {
  /** The longest order found of these calls. */
  longestOrder: number[]
}

/**
 * From calls that can't be ordered a small set that can't either: first their shortest beginning that fails, then
 * without what the model says may be left out, in halves, quarters and so on down to single groups (Zeller and
 * Hildebrandt's delta debugging, TSE 2002).
 */
export function shrink(problem: Problem, core: Core, limits: Limits): ShrunkCore {
  return new Shrinker(problem, core, { ...limits, triedLimit: TRIED_LIMIT }).shrunk()
}

class Shrinker {
  private readonly problem: Problem
  private readonly limits: Limits
  private calls: number[]
  private end: number
  private longestOrder: number[] = []
  private work = 0

  constructor(problem: Problem, { calls, end }: Core, limits: Limits) {
    this.problem = problem
    this.limits = limits
    this.calls = calls
    this.end = end
  }

  shrunk(): ShrunkCore {
    this.shorten()
    for (let size = this.calls.length; size >= 1 && !this.isTired();) {
      const isSmaller = this.leaveOut(size)
      if (!isSmaller || size > this.calls.length) size = Math.floor(size / 2)
    }
    return { calls: this.calls, end: this.end, longestOrder: this.longestOrder }
  }

  /** Finds the shortest beginning that fails, by bisection: what fails does so however it goes on. */
  private shorten(): void {
    for (let passing = -1; this.end - passing > 1 && !this.isTired();) {
      const middle = (this.end + passing) >> 1
      const some = this.calls.filter((call) => this.problem.part.invoke[call] <= middle)
      if (this.fails(some, middle)) [this.end, this.calls] = [middle, some]
      else passing = middle
    }
  }

  /** One pass over the groups, `size` of them at a time; whether anything could be left out. */
  private leaveOut(size: number): boolean {
    const { length } = this.calls
    const groups = this.removable()
    for (let start = 0; start < groups.length && !this.isTired(); start += size) {
      const out = new Set(groups.slice(start, start + size).flat())
      const some = this.calls.filter((call) => !out.has(call))
      if (some.length < this.calls.length && this.fails(some, this.end)) this.calls = some
    }
    return this.calls.length < length
  }

  private removable(): number[][] {
    const { calls, places, model } = cut(this.problem, this.calls, this.end)
    const onlyReads = (): number[][] =>
      calls.flatMap((call, place) => (model.isRead?.(call) ? [[place]] : []))
    const groups = model.removable?.(calls) ?? onlyReads()
    return groups.map((group) => group.map((place) => places[place]))
  }

  private fails(some: number[], end: number): boolean {
    const smaller = cut(this.problem, some, end)
    const { verdict, tried, order } = search(smaller, this.limits)
    this.work += smaller.calls.length + tried
    if (verdict === 'fail') this.longestOrder = order.map((place) => smaller.places[place])
    return verdict === 'fail'
  }

  private isTired(): boolean {
    const { clock, deadlineMs = Infinity } = this.limits
    return this.work > WORK_LIMIT || (clock !== undefined && clock() > deadlineMs)
  }
}
