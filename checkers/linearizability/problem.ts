import type { Call } from './call.ts'
import type { Model } from './model.ts'
import { NEVER } from './part.ts'
import type { Part } from './part.ts'

/** What a search is to order: the calls of one part, by a model. */
export interface Problem {
  part: Part
  calls: readonly Call[]
  model: Model
  /** `About.initial`. */
  initial: unknown
}

/** A problem with some of another's calls. */
export interface SmallerProblem extends Problem {
  /** Where each of its calls stands in the other. */
  places: number[]
}

/** Only `some` calls, as they were known at event `end`: what ends later counts as not ended. */
export function cut(
  { part, calls, model, initial }: Problem,
  some: readonly number[],
  end: number,
): SmallerProblem {
  const knownAt = (place: number): Call =>
    part.response[place] <= end
      ? calls[place]
      : { ...calls[place], output: undefined, outcome: 'unknown' }
  // A read that nobody saw end proves nothing.
  const places = some.filter(
    (place) => part.response[place] <= end || !model.isRead?.(knownAt(place)),
  )
  return { part: partOf(part, places, end), calls: places.map(knownAt), model, initial, places }
}

/** These calls with times of their own. */
function partOf(part: Part, places: readonly number[], end: number): Part {
  const isPresent = new Uint8Array(part.events)
  for (const place of places) {
    isPresent[part.invoke[place]] = 1
    if (part.response[place] <= end) isPresent[part.response[place]] = 1
  }
  const eventsBefore = new Int32Array(part.events + 1)
  for (let event = 0; event < part.events; event++)
    eventsBefore[event + 1] = eventsBefore[event] + isPresent[event]
  const timeOf = (event: number): number => (event <= end ? eventsBefore[event] : NEVER)
  return {
    key: part.key,
    length: places.length,
    events: eventsBefore[part.events],
    row: Int32Array.from(places, (place) => part.row[place]),
    invoke: Int32Array.from(places, (place) => timeOf(part.invoke[place])),
    response: Int32Array.from(places, (place) => timeOf(part.response[place])),
  }
}
