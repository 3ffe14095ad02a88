import type { Condition } from '../../runner/condition.ts'
import type { Fault } from '../../runner/fault.ts'
import type { Line, Step, When } from '../../runner/schedule.ts'
import { isTime, type PlainSchedule, type PlainStep } from './schedule.ts'
import { msOf } from './time.ts'

/** What names in a schedule stand for. */
export interface Meaning {
  fault(words: string): Fault
  condition(words: string): Condition
}

/** A schedule as it is carried out: lines side by side, and the steps of each one after the other. */
export function linesOf(plain: PlainSchedule, meaning: Meaning): Line[] {
  return plain.map((entry) =>
    ('sequence' in entry ? entry.sequence : [entry]).map((step) => stepOf(step, meaning)),
  )
}

function stepOf(step: PlainStep, meaning: Meaning): Step {
  const ms = (words: string | undefined) => (words === undefined ? undefined : msOf(words))
  const patienceMs = ms(step.patience)
  const after = (words: string | undefined) =>
    words === undefined ? {} : { after: meaning.condition(words), patienceMs }
  if ('wait' in step) return { from: after(step.wait) }
  const from: When = { atMs: ms(step.at), ...after(step.when), laterMs: ms(step.after) }
  const fault = meaning.fault(step.fault)
  if (step.for !== undefined) return { fault, from, to: { laterMs: ms(step.for) } }
  if (step.until === undefined) return { fault, from }
  return { fault, from, to: isTime(step.until) ? { atMs: ms(step.until) } : after(step.until) }
}
