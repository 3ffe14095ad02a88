import { NEVER } from './part.ts'
import type { Part } from './part.ts'

/** What happens at each of a part's events, and a bit for each call while it is under way. */
export interface Timeline {
  /** By event: the call, and whether it is its response. */
  callAt: Int32Array
  isResponse: Uint8Array
  /** By call: its bit while it is under way. */
  slotOf: Int32Array
  /** How many bits there are; the first words of them are for calls that end, those behind for calls that never do. */
  slots: number
  endingWords: number
  /** How many calls that end are under way at once, at most. */
  ending: number
}

export function timelineOf(part: Part): Timeline {
  const { callAt, isResponse } = eventsOf(part)
  return { callAt, isResponse, ...slotsOf(part, callAt, isResponse) }
}

export function eventsOf(part: Part): Pick<Timeline, 'callAt' | 'isResponse'> {
  const { events, length, invoke, response } = part
  const callAt = new Int32Array(events)
  const isResponse = new Uint8Array(events)
  for (let call = 0; call < length; call++) {
    callAt[invoke[call]] = call
    if (response[call] === NEVER) continue
    callAt[response[call]] = call
    isResponse[response[call]] = 1
  }
  return { callAt, isResponse }
}

/** Each call's bit is one that is free when it starts. */
function slotsOf(
  { events, length, response }: Part,
  callAt: Int32Array,
  isResponse: Uint8Array,
): Pick<Timeline, 'slotOf' | 'slots' | 'endingWords' | 'ending'> {
  const slotOf = new Int32Array(length)
  const free: number[] = []
  let ending = 0
  for (let event = 0; event < events; event++) {
    const call = callAt[event]
    if (isResponse[event] === 1) free.push(slotOf[call])
    else if (response[call] !== NEVER) slotOf[call] = free.pop() ?? ending++
  }
  const endingWords = Math.ceil(ending / 32)
  let slots = endingWords * 32
  for (let call = 0; call < length; call++) if (response[call] === NEVER) slotOf[call] = slots++
  return { slotOf, slots, endingWords, ending }
}
