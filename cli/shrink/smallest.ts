import type { PlainSchedule } from '../../scenarios/schedule/schedule.ts'
import type { Attempts, Rate } from './attempts.ts'
import { ddmin } from './ddmin.ts'
import { partsOf, scheduleOfParts, type Part } from './parts.ts'

export interface Smallest {
  schedule: PlainSchedule
  steps: number
  /** Of runs of its own; none where there were no runs left. */
  rate: Rate
}

/**
 * The smallest schedule that still fails, as far as the runs last; undefined where not even the whole one does. `told`
 * hears of each that is smaller.
 */
export async function smallest(
  whole: PlainSchedule,
  attempts: Attempts<readonly Part[]>,
  told: (steps: number, of: number) => void,
): Promise<Smallest | undefined> {
  const all = partsOf(whole)
  let parts: readonly Part[] = all
  if (!(await attempts.canFail(all))) return undefined
  for await (const smaller of ddmin(all, (some) => attempts.canFail(some))) {
    parts = smaller
    told(parts.length, all.length)
  }
  const rate = await attempts.rateOf(parts)
  return { schedule: scheduleOfParts(parts), steps: parts.length, rate }
}
