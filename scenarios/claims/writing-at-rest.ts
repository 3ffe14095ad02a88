import { clientCalls } from '../../checkers/availability/calls.ts'
import { isRead } from '../../checkers/availability/gaps.ts'
import type { History } from '../../history/history.ts'
import { isFinalRead } from '../../runner/final-reads.ts'

/** Whether a client's write was under way still when the first copy was read: what was read then is of several moments. */
export function isWritingAtRest(history: History): boolean {
  let firstRead = Infinity
  const ends: number[] = []
  clientCalls(history, (start, end) => {
    if (isFinalRead(history.process[start])) firstRead = Math.min(firstRead, start)
    else if (!isRead(history, start)) ends.push(end < 0 ? Infinity : end)
  })
  return ends.some((end) => end > firstRead)
}
