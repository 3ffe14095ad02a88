import { clientCalls, outcome } from '../../../checkers/availability/calls.ts'
import { OK, type History } from '../../../history/history.ts'
import { isFinalRead } from '../../../runner/final-reads.ts'
import type { Queried } from '../../workloads/long-queries.ts'

/** A query of the load that came to its end, by the rows of its invocation and its completion. */
export interface Query {
  key: Queried
  start: number
  end: number
  startNs: number
  endNs: number
  /** Its rows, where it was answered. */
  answer?: unknown[]
}

/** Queries of rows that several servers have and of the same rows on one, as they began. */
export function queriesIn(history: History): Query[] {
  const found: Query[] = []
  clientCalls(history, (start, end) => {
    if (end < 0 || isFinalRead(history.process[start])) return
    const { key, value } = history.operation(end)
    const isAnswered = outcome(history, end) === OK && Array.isArray(value)
    found.push({
      key: key as Queried,
      start,
      end,
      startNs: history.timeNs[start],
      endNs: history.timeNs[end],
      ...(isAnswered && { answer: value }),
    })
  })
  return found
}

/** Those that were answered, of these rows. */
export const answeredOf = (queries: readonly Query[], which: Queried) =>
  queries.filter(({ key, answer }) => key === which && answer !== undefined) as Required<Query>[]
