import type { Cell, Figures } from './cell.ts'
import { sum } from './systems.ts'

/** A sentence of the manual, and what the figures say of it. */
export interface Said {
  sentence: string
  holds: boolean
  reason: string
}

/** Half of the cells or more are what "often" means here. */
export function oftenWorse(cells: readonly Cell[], size: number): Said {
  const isWorse = ({ systems }: Cell) => systems[size].ofOneServer.to < 1
  const worse = cells.filter(isWorse).length
  return {
    sentence: 'write performance is often worse than that of a single server',
    holds: worse * 2 >= cells.length,
    reason: `${size} servers committed less than one server, by the whole interval, in ${worse} of ${cells.length} cells.`,
  }
}

/** Refused for a deadlock, for a lock that was not had in time, or for a transaction of another server that came before. */
const lockedOut = ['40P01', '55P03', '1213', '1205']

/**
 * Of all that contention costs, what one server pays too is no more than usual: excessive is that with the most clients
 * several servers keep less of what they do on many rows than one server keeps, and wait longer for locks, or are refused
 * more often for them where nobody waits for another server's.
 */
export function locksExcessively(cells: readonly Cell[], size: number): Said {
  const clients = Math.max(...cells.map((cell) => cell.clients))
  const busy = cells.filter((cell) => cell.clients === clients)
  const [hot, ...others] = busy.toSorted((a, b) => a.hotRows - b.hotRows)
  const many = others.at(-1)!
  const [one, several] = ([1, size] as const).map((each) => ({
    kept: hot.systems[each].commitsPerSecond / many.systems[each].commitsPerSecond,
    hot: hot.systems[each],
  }))
  const percent = (part: number) => `${(100 * part).toFixed(part < 0.1 ? 1 : 0)} %`
  const waits = ({ lockWaitMs }: Figures) => `${lockWaitMs.toFixed(0)} ms`
  const refusals = ({ aborted }: Figures) => sum(lockedOut.map((code) => aborted[code] ?? 0))
  const refused = (figures: Figures) => refusals(figures).toFixed(1)
  const isMoreLocked =
    several.hot.lockWaitMs > one.hot.lockWaitMs || refusals(several.hot) > refusals(one.hot)
  return {
    sentence: 'heavy write activity can cause excessive locking, leading to poor performance',
    holds: several.kept < one.kept && isMoreLocked,
    reason: `Of the commits that ${clients} clients have on ${many.hotRows} rows, ${percent(one.kept)} are left to one server on ${hot.hotRows}, and ${percent(several.kept)} to ${size}; for 100 commits there they waited ${waits(one.hot)} and ${waits(several.hot)} for locks, and were refused ${refused(one.hot)} and ${refused(several.hot)} times for them.`,
  }
}
