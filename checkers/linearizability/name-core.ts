import { sinceBlindWrite } from './blind-write.ts'
import type { Call } from './call.ts'
import { NEVER } from './part.ts'
import type { Part } from './part.ts'
import { cut } from './problem.ts'
import type { Problem, SmallerProblem } from './problem.ts'
import { search } from './search.ts'
import type { Limits } from './limits.ts'
import type { ShrunkCore } from './shrink.ts'
import { showIdentity } from './show.ts'
import { identityOf } from './values.ts'

/** What is wrong with calls that can't be ordered: its name, and what to say of which of them. */
export interface CoreName {
  name: string
  /** The calls to blame, as places in the whole problem. */
  calls: number[]
  text: string
}

const TRIED_LIMIT = 10_000
/** Calls tried for being the one to blame: of what could not be shrunk to about so many none is. */
const SUSPECTS = 20

/**
 * Names what a search found by what would mend it: a call that fits once it may begin earlier is stale, one that fits
 * once it may end later comes from the future, one without which the others fit was lost. What a count of values shows
 * needs no trying. `undefined` where none does.
 */
export function nameOfCore(
  problem: Problem,
  core: ShrunkCore,
  limits: Limits,
): CoreName | undefined {
  const smaller = cut(problem, core.calls, core.end)
  const naming = new Naming(smaller, { ...limits, triedLimit: TRIED_LIMIT })
  const name = smaller.model.misfit
    ? naming.misfit()
    : (naming.lostUpdate() ?? naming.untimely() ?? naming.lostWrite())
  return name && { ...name, calls: name.calls.map((call) => smaller.places[call]) }
}

class Naming {
  private readonly core: SmallerProblem
  private readonly limits: Limits
  /** What ended and could have been wrong, the last to end first. */
  private readonly suspects: number[]

  constructor(core: SmallerProblem, limits: Limits) {
    this.core = core
    this.limits = limits
    this.suspects = this.ended(true)
  }

  /** The call that fits nowhere, in the model's own words: one that only looks, or the last, if all the others fit. */
  misfit(): CoreName | undefined {
    const { calls, model, part } = this.core
    const looking = this.suspects.filter((call) => model.isRead?.(calls[call]))
    const suspects = looking.length > 0 ? looking : this.suspects.slice(0, 1)
    const call = suspects.find((suspect) => {
      const others = [...calls.keys()].filter((other) => other !== suspect)
      return looking.length > 0
        ? this.fits(cut(this.core, others, part.events))
        : this.fits(cut(this.core, [...calls.keys()], part.response[suspect] - 1))
    })
    return call === undefined ? undefined : { ...model.misfit!(calls[call]), calls: [call] }
  }

  /** A value that was replaced, by whoever found it there, more often than it was left: in all, or since a blind write. */
  lostUpdate(): CoreName | undefined {
    const { calls, model, part } = this.core
    if (!model.access) return undefined
    let found = this.replacedTooOften([...calls.keys()])
    for (let before = part.events; before > 1 && !found; before >>= 1)
      found = this.replacedTooOften(sinceBlindWrite(this.core, before))
    return found
  }

  private replacedTooOften(some: readonly number[]): CoreName | undefined {
    const { calls, model, part, initial } = this.core
    const takers = new Map<unknown, number[]>()
    const left = new Map<unknown, number>([[identityOf(model.init(initial)), 1]])
    for (const place of some) {
      const { saw, left: leaves } = this.accessOf(calls[place])
      if (!leaves || (saw && identityOf(saw.value) === identityOf(leaves.value))) continue
      left.set(identityOf(leaves.value), (left.get(identityOf(leaves.value)) ?? 0) + 1)
      if (!saw || part.response[place] === NEVER) continue
      const others = takers.get(identityOf(saw.value))
      if (others) others.push(place)
      else takers.set(identityOf(saw.value), [place])
    }
    for (const [value, all] of takers) {
      const count = left.get(value)
      // What nobody left is no update that was lost.
      if (count === undefined || all.length <= count) continue
      const times = count === 1 ? 'once' : `${count} times`
      const text = `replaced ${showIdentity(value)}, which can have been there only ${times} in that time`
      return { name: 'lost update', calls: all, text }
    }
    return undefined
  }

  untimely(): CoreName | undefined {
    const { part } = this.core
    for (const call of this.suspects) {
      const earlier = { ...part, invoke: part.invoke.with(call, -1) }
      if (this.fits({ ...this.core, part: renumbered(earlier) }))
        return {
          name: 'stale read',
          calls: [call],
          text: 'fits only before it began: what it saw had been replaced',
        }
      const later = { ...part, response: part.response.with(call, part.events) }
      if (this.fits({ ...this.core, part: renumbered(later) }))
        return {
          name: 'future read',
          calls: [call],
          text: 'fits only after it had ended: what it saw was not there yet',
        }
    }
    return undefined
  }

  /** A call that could not see anything, without which the others fit. */
  lostWrite(): CoreName | undefined {
    const { calls, part } = this.core
    const call = this.ended(false).find((suspect) => {
      const others = [...calls.keys()].filter((other) => other !== suspect)
      return this.fits(cut(this.core, others, part.events))
    })
    const text = 'fits only if it did not happen'
    return call === undefined ? undefined : { name: 'lost write', calls: [call], text }
  }

  /** The calls that ended and could have been wrong, or could not, the last to end first. */
  private ended(couldBeWrong: boolean): number[] {
    const { part, calls, model } = this.core
    return [...calls.keys()]
      .filter((call) => part.response[call] !== NEVER)
      .filter((call) => (model.observes?.(calls[call]) ?? true) === couldBeWrong)
      .toSorted((a, b) => part.response[b] - part.response[a])
      .slice(0, SUSPECTS)
  }

  private accessOf(call: Call): ReturnType<NonNullable<Problem['model']['access']>> {
    return call.outcome === 'failed' ? {} : this.core.model.access!(call)
  }

  private fits(problem: Problem): boolean {
    return search(problem, this.limits).verdict === 'pass'
  }
}

/** The part with its times as places among its own events again. */
function renumbered(part: Part): Part {
  const times = [...part.invoke, ...part.response.filter((time) => time !== NEVER)]
  const places = new Map(times.toSorted((a, b) => a - b).map((time, place) => [time, place]))
  const placeOf = (time: number): number => places.get(time) ?? NEVER
  return {
    ...part,
    events: times.length,
    invoke: part.invoke.map(placeOf),
    response: part.response.map(placeOf),
  }
}
