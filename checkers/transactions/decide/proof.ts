import type { Lemma } from './lemma.ts'

/** One step of a proof that some lemmas can't all be kept. */
export interface ProofStep {
  /** Its literal holds by the lemma, is supposed to hold, holds as its opposite led nowhere, or nothing is left. */
  kind: 'so' | 'suppose' | 'otherwise' | 'contradiction'
  lemma?: Lemma
  literal?: number
}

/** Goes through the choices until each way ends in a contradiction, concluding before it supposes. */
export function proofOf(lemmas: readonly Lemma[]): ProofStep[] {
  const steps: ProofStep[] = []
  const holds = new Set<number>()
  const isFalse = (literal: number) => holds.has(literal ^ 1)
  const isOpen = (literal: number) => !holds.has(literal) && !isFalse(literal)
  const go = (): void => {
    const set: number[] = []
    for (;;) {
      const left = lemmas.filter(({ literals }) => !literals.some((each) => holds.has(each)))
      const broken = left.find(({ literals }) => literals.every(isFalse))
      if (broken !== undefined) {
        steps.push({ kind: 'contradiction', lemma: broken })
        break
      }
      const unit = left.find(({ literals }) => literals.filter(isOpen).length === 1)
      if (unit !== undefined) {
        const literal = unit.literals.find(isOpen)!
        steps.push({ kind: 'so', lemma: unit, literal })
        holds.add(literal)
        set.push(literal)
        continue
      }
      const literal = left[0]?.literals.find(isOpen)
      if (literal === undefined) break
      for (const [kind, side] of [
        ['suppose', literal],
        ['otherwise', literal ^ 1],
      ] as const) {
        steps.push({ kind, literal: side })
        holds.add(side)
        go()
        holds.delete(side)
      }
      break
    }
    for (const literal of set) holds.delete(literal)
  }
  go()
  return steps
}
