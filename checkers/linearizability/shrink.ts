import type { Call, Model } from './model.ts'
import { NEVER } from './parts.ts'
import type { Part } from './parts.ts'
import { search } from './search.ts'
import type { Limits } from './search.ts'

const MEMORY_LIMIT_BYTES = 64 * 2 ** 20

/** Calls that can't be ordered, as places in the part; what ends after event `end` counts as not ended. */
export interface Core {
  calls: number[]
  end: number
}

/**
 * From a part whose calls up to event `end` can't be ordered, a small set of calls that can't either: leaves out
 * what the model says may be left out, in halves, quarters and so on down to single groups (Zeller and Hildebrandt's
 * delta debugging, TSE 2002), as long as the rest still fails.
 */
export function shrink(
  part: Part,
  calls: readonly Call[],
  model: Model,
  initial: unknown,
  end: number,
  limits: Limits,
): Core {
  const fails = (some: readonly number[]): boolean => {
    const [shorter, theirs] = cut(part, calls, model, some, end)
    const memoryLimitBytes = Math.min(limits.memoryLimitBytes, MEMORY_LIMIT_BYTES)
    return (
      search(shorter, theirs, model, initial, { ...limits, memoryLimitBytes }).verdict === 'fail'
    )
  }
  const isLate = (): boolean =>
    limits.clock !== undefined &&
    limits.deadlineMs !== undefined &&
    limits.clock() > limits.deadlineMs
  let kept = Array.from(calls.keys()).filter((call) => part.invoke[call] <= end)
  for (let size = kept.length; size >= 1 && !isLate();) {
    const smaller = leaveOut(kept, size, calls, model, fails, isLate)
    if (smaller) kept = smaller
    if (!smaller || size > kept.length) size = Math.floor(size / 2)
  }
  return { calls: kept, end }
}

/** One pass over the groups, `size` of them at a time; `undefined` where nothing could be left out. */
function leaveOut(
  kept: readonly number[],
  size: number,
  calls: readonly Call[],
  model: Model,
  fails: (some: readonly number[]) => boolean,
  isLate: () => boolean,
): number[] | undefined {
  const groups = removableOf(
    kept.map((call) => calls[call]),
    model,
  )
  let rest = kept
  for (let start = 0; start < groups.length && !isLate(); start += size) {
    const out = new Set(
      groups.slice(start, start + size).flatMap((group) => group.map((place) => kept[place])),
    )
    const smaller = rest.filter((call) => !out.has(call))
    if (smaller.length < rest.length && fails(smaller)) rest = smaller
  }
  return rest.length < kept.length ? [...rest] : undefined
}

function removableOf(calls: readonly Call[], model: Model): number[][] {
  if (model.removable) return model.removable(calls)
  return calls.flatMap((call, place) => (model.isRead?.(call) ? [[place]] : []))
}

/** The part with only these calls, as it was known at event `end`. */
export function cut(
  part: Part,
  calls: readonly Call[],
  model: Model,
  some: readonly number[],
  end: number,
): [Part, Call[]] {
  const known = some.map((call): Call =>
    part.response[call] <= end
      ? calls[call]
      : { ...calls[call], output: undefined, outcome: 'unknown' },
  )
  const kept = some.flatMap((call, place) =>
    known[place].outcome === 'unknown' && model.isRead?.(known[place])
      ? []
      : [{ call, known: known[place] }],
  )
  const events = kept
    .flatMap(({ call }) => [part.invoke[call], part.response[call]])
    .filter((event) => event <= end)
    .toSorted((a, b) => a - b)
  const placeOf = new Map(events.map((event, place) => [event, place]))
  const timesOf = (times: Int32Array): Int32Array =>
    Int32Array.from(kept, ({ call }) => placeOf.get(times[call]) ?? NEVER)
  return [
    {
      key: part.key,
      length: kept.length,
      events: events.length,
      row: Int32Array.from(kept, ({ call }) => part.row[call]),
      invoke: timesOf(part.invoke),
      response: timesOf(part.response),
    },
    kept.map((each) => each.known),
  ]
}
