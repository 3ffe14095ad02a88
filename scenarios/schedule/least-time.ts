import type { Fault } from '../../runner/fault.ts'
import type { OperatorPolicy } from '../../runner/operator.ts'
import { leastTimeMs as leastForPlan } from '../../runner/plan.ts'
import { lasting } from './expand.ts'
import { isTime, type Entry, type Schedule, type Step, type Turns } from './schedule.ts'
import { boundsOf, msOf } from './time.ts'

/** In which the end of a fault still is another moment than its beginning. */
const LEAST_IN_FORCE_MS = 1000

type FaultOf = (words: string) => Pick<Fault, 'lastsMs' | 'leadMs'>

/**
 * The least time limit, in milliseconds, in which a schedule comes to its end, whatever chance chooses and however long
 * its conditions are waited for; one without a patience is taken to hold at once.
 */
export function leastTimeMs(schedule: Schedule, fault: FaultOf, operator: OperatorPolicy): number {
  const endOf = (entry: Entry): number => {
    if ('turns' in entry) return endOfTurns(entry, fault, operator)
    if ('sequence' in entry)
      return entry.sequence.reduce((fromMs, step) => endOfStep(step, fromMs, fault), 0)
    if (!('every' in entry)) return endOfStep(entry, 0, fault)
    const { every, at = every, ...once } = entry
    return endOfStep({ ...lasting(once, every, { fault }), at }, 0, fault)
  }
  return Math.max(0, ...schedule.map(endOf))
}

/** Where each of them has come once. */
function endOfTurns({ turns, every }: Turns, fault: FaultOf, operator: OperatorPolicy): number {
  if (every === undefined) return leastForPlan(turns.map(fault), operator)
  const intervalMs = mostOf(every)
  const ends = turns.map((name, i) =>
    endOfStep(lasting({ fault: name }, every, { fault }), (i + 1) * intervalMs, fault),
  )
  return Math.max(...ends)
}

function endOfStep(step: Step, fromMs: number, fault: FaultOf): number {
  const patienceMs = msOf(step.patience ?? '0s')
  if ('wait' in step) return fromMs + patienceMs
  const dueMs = Math.max(fromMs, mostOf(step.at))
  const beginMs = dueMs + (step.when === undefined ? 0 : patienceMs) + mostOf(step.after)
  const faults = [step.fault].flat().map(fault)
  const leadMs = Math.max(...faults.map((each) => each.leadMs ?? 0))
  const inForceMs = beginMs + leadMs
  const leastMs = inForceMs + LEAST_IN_FORCE_MS
  if (step.for !== undefined) return Math.max(leastMs, inForceMs + mostOf(step.for))
  if (step.until === undefined) return leastMs
  return Math.max(leastMs, isTime(step.until) ? msOf(step.until) : inForceMs + patienceMs)
}

function mostOf(words = '0s'): number {
  return boundsOf(words)[1]
}
