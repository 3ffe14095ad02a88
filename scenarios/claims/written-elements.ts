import { collect } from '../../checkers/durability/collect.ts'
import { fatesOf } from '../../checkers/durability/fates.ts'
import { sight } from '../../checkers/durability/sightings.ts'
import type { History } from '../../history/history.ts'

/** An element whose write was acknowledged. */
export interface Written {
  /** As a sentence names it. */
  name: string
  invokedNs: number
  acknowledgedNs: number
  /** Whether the last read lacks it. */
  lost: boolean
}

/** Every acknowledged element of a set or of lists. */
export function writtenElements(history: History): Written[] {
  const collected = collect(history)
  const { elements } = collected
  const lost = new Set(fatesOf(history, collected, sight(history, collected)).lost)
  const written: Written[] = []
  for (let id = 0; id < elements.length; id++)
    if (elements.acknowledged[id] >= 0)
      written.push({
        name: elements.describe(id),
        invokedNs: history.timeNs[elements.invoked[id]],
        acknowledgedNs: history.timeNs[elements.acknowledged[id]],
        lost: lost.has(id),
      })
  return written
}
