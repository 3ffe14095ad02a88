import type { Configuration, Placed } from './configuration.ts'

/** The order with what was hidden before `end`, each just before the first blind write that was there to hide it. */
export function withHidden(
  { calls, isBlind, part }: Configuration,
  order: readonly Placed[],
  end: number,
): number[] {
  const placed = new Set(order.map(({ call }) => call))
  const hidden = [...calls.keys()]
    .filter((call) => isBlind[call] === 1 && part.response[call] < end)
    .filter((call) => !placed.has(call))
  return order.flatMap(({ call, event }) => {
    if (isBlind[call] === 0) return [call]
    const first = hidden.findIndex((other) => part.invoke[other] >= event)
    return [...hidden.splice(0, first < 0 ? hidden.length : first), call]
  })
}
