import type { Operation } from '../../../history/operation.ts'

interface Act {
  f: string
  start: number
  end: number
  /** Whether it must have happened. */
  sure: boolean
  /** Of a read: whether it showed the element. */
  shown: boolean
}

/**
 * By trying every order: whether the adds and removes of `element`, and the reads at `reads` (the indexes of their
 * ends), can have happened one after the other, each between its start and its end.
 */
export function possible(operations: Operation[], element: unknown, reads: number[]): boolean {
  return search(actsOn(operations, element, reads), false)
}

function search(left: Act[], present: boolean): boolean {
  if (left.every(({ sure }) => !sure)) return true
  const firstEnd = Math.min(...left.map(({ end }) => end))
  return left.some((act) => {
    if (act.start > firstEnd || (act.f === 'read' && act.shown !== present)) return false
    const after = act.f === 'read' ? present : act.f === 'add'
    return search(
      left.filter((other) => other !== act),
      after,
    )
  })
}

function actsOn(operations: Operation[], element: unknown, reads: number[]): Act[] {
  return operations.flatMap((start, index): Act[] => {
    if (start.type !== 'invoke') return []
    const end = operations.find(({ process }, i) => i > index && process === start.process)
    if (end?.type === 'fail') return []
    const isOk = end?.type === 'ok'
    if (start.f === 'read' ? !reads.includes(end?.index ?? -1) : start.value !== element) return []
    return [
      {
        f: start.f,
        start: index,
        end: isOk ? end.index : Infinity,
        sure: isOk,
        shown: start.f === 'read' && (end!.value as unknown[]).includes(element),
      },
    ]
  })
}
