import type { Configuration } from './configuration.ts'

/** The choice to hide the blind write that ends. */
export const HIDE = -1

/**
 * What may come next, the best last: to hide the call that ends, that call, what makes it right, then others by their
 * ends. Of calls that do the same only the one that ends first: an order that takes another first is as good with
 * the two exchanged.
 */
export function choicesAt(here: Configuration): number[] {
  const { blocked, isBlind, transitions } = here
  const best = new Map<number, number>()
  const looking = new Map<number, number>()
  for (const call of here.occupant) {
    if (call < 0 || here.has(call)) continue
    const kind = transitions.kind[call]
    if (isBlind[call] === 0) looking.set(kind, call)
    if (transitions.step(here.state, call) < 0) continue
    const other = best.get(kind)
    if (other === undefined || isBefore(here, call, other)) best.set(kind, call)
  }
  const useful = [...best.values()].filter(
    (call) => call === blocked || isBlind[call] === 0 || isAwaited(here, call, looking),
  )
  const helps = new Set(useful.filter((call) => call === blocked || follows(here, blocked, call)))
  const choices = useful.toSorted((a, b) => {
    if (helps.has(a) !== helps.has(b)) return helps.has(a) ? 1 : -1
    return isBefore(here, a, b) ? 1 : -1
  })
  if (canHide(here, blocked)) choices.push(HIDE)
  return choices
}

function canHide({ isBlind, part, lastBlind }: Configuration, call: number): boolean {
  return isBlind[call] === 1 && part.invoke[call] < lastBlind
}

/** Whether the call is right straight after the other one. */
function follows({ state, transitions }: Configuration, call: number, other: number): boolean {
  return transitions.step(transitions.step(state, other), call) >= 0
}

/** Whether a call under way that looks is right straight after this write. */
function isAwaited(
  here: Configuration,
  write: number,
  looking: ReadonlyMap<number, number>,
): boolean {
  for (const call of looking.values()) if (follows(here, call, write)) return true
  return false
}

function isBefore({ part }: Configuration, a: number, b: number): boolean {
  const { response, invoke } = part
  return response[a] === response[b] ? invoke[a] < invoke[b] : response[a] < response[b]
}
