import type { Call, Model } from './model.ts'
import { NEVER } from './parts.ts'
import type { Part } from './parts.ts'

/** Some calls of a part, as a part of their own and as they were known at event `end`. */
export interface CutPart {
  part: Part
  calls: Call[]
  /** Where each call of the cut part stands in the whole one. */
  places: number[]
}

export function cut(
  part: Part,
  calls: readonly Call[],
  model: Model,
  some: readonly number[],
  end: number,
): CutPart {
  const knownAt = (place: number): Call =>
    part.response[place] <= end
      ? calls[place]
      : { ...calls[place], output: undefined, outcome: 'unknown' }
  // A read that nobody saw end proves nothing.
  const places = some.filter((place) => {
    const call = knownAt(place)
    return call.outcome !== 'unknown' || !model.isRead?.(call)
  })
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
    part: {
      key: part.key,
      length: places.length,
      events: eventsBefore[part.events],
      row: Int32Array.from(places, (place) => part.row[place]),
      invoke: Int32Array.from(places, (place) => timeOf(part.invoke[place])),
      response: Int32Array.from(places, (place) => timeOf(part.response[place])),
    },
    calls: places.map(knownAt),
    places,
  }
}
