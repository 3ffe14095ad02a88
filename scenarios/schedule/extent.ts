import type { Fault } from '../../runner/fault.ts'
import { IN_FORCE_PART } from '../../runner/plan.ts'
import { isTime, type Injection, type Step } from './schedule.ts'
import { boundsOf, inWords, msOf } from './time.ts'

/** In which the end of a fault still is another moment than its beginning. */
const LEAST_IN_FORCE_MS = 1000

/** What a fault's nature says of how long it takes. */
export type FaultOf = (words: string) => Pick<Fault, 'lastsMs' | 'leadMs'>

/** What is to happen again is taken back before, where nothing says otherwise. */
export function lasting(step: Injection, every: string, fault: FaultOf): Injection {
  const names = [step.fault].flat()
  const endsItself = names.every((name) => (fault(name).lastsMs ?? Infinity) < Infinity)
  if (step.for !== undefined || step.until !== undefined || endsItself) return step
  return { ...step, for: inWords(IN_FORCE_PART * boundsOf(every)[0]) }
}

/** When a step that may begin then has come to its end, at worst, in milliseconds. */
export function endOfStep(step: Step, fromMs: number, fault: FaultOf): number {
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

export function mostOf(words = '0s'): number {
  return boundsOf(words)[1]
}
