import { NEVER } from './part.ts'
import type { Problem } from './problem.ts'

const CANDIDATES = 100

/**
 * The calls that are left when the beginning is forgotten, up to a blind write that ended before event `before`: what
 * can't be ordered of them can't be ordered with the beginning either. All calls, where there is no such write.
 *
 * Kept are the write, whatever began after it had ended, other blind writes that it overlaps, and what never ended.
 * Take an order of everything: after the write it is the same without what was dropped, for only reads are missing
 * there; before it only blind writes are left, and calls that never ended, which need not have happened.
 */
export function sinceBlindWrite({ part, calls, model }: Problem, before: number): number[] {
  const all = [...calls.keys()]
  const { isBlindWrite } = model
  if (!isBlindWrite) return all
  const { invoke, response } = part
  const ended = all.filter((call) => response[call] !== NEVER)
  const isBlind = (call: number): boolean => isBlindWrite(calls[call])
  const overlaps = (call: number, write: number): boolean =>
    invoke[call] < response[write] && response[call] > invoke[write]
  const looking = ended.filter((call) => !isBlind(call) && !model.isRead?.(calls[call]))
  const write = ended
    .filter((call) => response[call] < before && isBlind(call))
    .slice(-CANDIDATES)
    .findLast((candidate) => !looking.some((call) => overlaps(call, candidate)))
  if (write === undefined) return all
  return all.filter(
    (call) =>
      call === write ||
      invoke[call] > response[write] ||
      response[call] === NEVER ||
      (isBlind(call) && overlaps(call, write)),
  )
}
