import { faultSpans } from '../../../checkers/availability/faults.ts'
import type { History } from '../../../history/history.ts'

/** Cuts at a commit that what commits on several servers asked one of them for. */
export interface SeveredCommits {
  count: number
  /** Whether somebody waited for an answer while connections were cut so. */
  isWithin(fromNs: number, untilNs: number): boolean
}

export function severedCommits(history: History): SeveredCommits {
  const cuts = faultSpans(history).flatMap(({ fault, effect, startNs, undoRow, inForceRow }) => {
    const isMet = /^sever\b/.test(fault) && effect?.took === true
    if (!isMet || !isOfCommits(history.value[inForceRow])) return []
    const untilNs = undoRow === null ? Infinity : history.timeNs[undoRow]
    return [{ startNs, untilNs, count: Number(effect.by.connectionsCut) }]
  })
  return {
    count: cuts.reduce((sum, { count }) => sum + count, 0),
    isWithin: (fromNs, untilNs) =>
      cuts.some((cut) => fromNs <= cut.untilNs && untilNs >= cut.startNs),
  }
}

/** A client whose own connection is cut leaves it to whoever took its commit to bring that to an end. */
function isOfCommits(told: unknown): boolean {
  const { links = [], message = '' } = (told ?? {}) as { links?: string[]; message?: string }
  return message.startsWith('commit') && links.some((link) => !link.startsWith('clients-to-'))
}
