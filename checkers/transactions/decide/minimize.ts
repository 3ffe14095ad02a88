import type { Lemma } from './lemma.ts'

/** More lemmas than this are not tried one by one. */
const MOST_TRIED = 200
/** How many literals may be looked at in all. */
const MOST_STEPS = 3_000_000

/**
 * Leaves out lemmas as long as the rest still has no solution; the longest go first. Lemmas that have one are an error of
 * whoever concluded them.
 */
export function minimized(lemmas: readonly Lemma[]): Lemma[] {
  if (isSatisfiable(lemmas, { steps: 0 })) throw new Error('a contradiction that has a solution')
  let kept = [...lemmas].sort((a, b) => b.cycle.length - a.cycle.length)
  if (kept.length > MOST_TRIED) return kept
  const effort = { steps: 0 }
  for (const lemma of kept) {
    const rest = kept.filter((each) => each !== lemma)
    const isSolved = isSatisfiable(rest, effort)
    if (effort.steps > MOST_STEPS) break
    if (!isSolved) kept = rest
  }
  return kept.reverse()
}

/** Davis, Putnam, Logemann and Loveland, for a few clauses. */
function isSatisfiable(lemmas: readonly Lemma[], effort: { steps: number }): boolean {
  const holds = new Map<number, boolean>()
  const isTrue = (literal: number) => holds.get(literal >> 1) === ((literal & 1) === 0)
  const isOpen = (literal: number) => !holds.has(literal >> 1)
  const assign = (literal: number) => holds.set(literal >> 1, (literal & 1) === 0)
  const solve = (): boolean => {
    const set: number[] = []
    const undo = () => {
      for (const literal of set) holds.delete(literal >> 1)
      return false
    }
    let shortest: number[] | undefined
    for (let changed = true; changed;) {
      changed = false
      shortest = undefined
      for (const { literals } of lemmas) {
        effort.steps += literals.length
        if (literals.some(isTrue)) continue
        const open = literals.filter(isOpen)
        if (open.length === 0 || effort.steps > MOST_STEPS) return undo()
        if (open.length === 1) {
          assign(open[0])
          set.push(open[0])
          changed = true
        } else if (shortest === undefined || open.length < shortest.length) shortest = open
      }
    }
    if (shortest === undefined) return true
    for (const literal of [shortest[0], shortest[0] ^ 1]) {
      assign(literal)
      if (solve()) return true
      holds.delete(literal >> 1)
    }
    return undo()
  }
  return solve()
}
