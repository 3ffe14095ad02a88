import { leastTimeMs as leastForPlan } from '../../runner/plan.ts'
import { endOfStep, lasting, mostOf, type FaultOf } from './extent.ts'
import type { Entry, Schedule, Turns } from './schedule.ts'

/**
 * The least time limit, in milliseconds, in which a schedule comes to its end, whatever chance chooses and however long
 * its conditions are waited for; one without a patience is taken to hold at once.
 */
export function leastTimeMs(schedule: Schedule, fault: FaultOf, detectionMs: number): number {
  const endOf = (entry: Entry): number => {
    if ('turns' in entry) return endOfTurns(entry, fault, detectionMs)
    if ('sequence' in entry)
      return entry.sequence.reduce((fromMs, step) => endOfStep(step, fromMs, fault), 0)
    if (!('every' in entry)) return endOfStep(entry, 0, fault)
    const { every, at = every, ...once } = entry
    return endOfStep({ ...lasting(once, every, fault), at }, 0, fault)
  }
  return Math.max(0, ...schedule.map(endOf))
}

/** Where each of them has come once. */
function endOfTurns({ turns, every }: Turns, fault: FaultOf, detectionMs: number): number {
  if (every === undefined) return leastForPlan(turns.map(fault), detectionMs)
  const intervalMs = mostOf(every)
  const ends = turns.map((name, i) =>
    endOfStep(lasting({ fault: name }, every, fault), (i + 1) * intervalMs, fault),
  )
  return Math.max(...ends)
}
