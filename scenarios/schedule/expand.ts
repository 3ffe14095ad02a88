import { plan } from '../../runner/plan.ts'
import type { Random } from '../../runner/random.ts'
import { endOfStep, lasting, type FaultOf } from './extent.ts'
import type {
  Injection,
  PlainInjection,
  PlainSchedule,
  PlainStep,
  Repeated,
  Schedule,
  Step,
  Turns,
} from './schedule.ts'
import { boundsOf, inWords } from './time.ts'

/** What choices are made with. */
export interface Chances {
  fault: FaultOf
  timeLimitMs: number
  random: Random
}

/** The same schedule with every choice made, so that it is the same without chance: for a run, and to leave parts out. */
export function expand(schedule: Schedule, chances: Chances): PlainSchedule {
  return schedule.flatMap((entry): PlainSchedule => {
    if ('turns' in entry) return turned(entry, chances)
    if ('every' in entry) return [{ sequence: repeated(entry, chances) }]
    if ('sequence' in entry)
      return [{ sequence: entry.sequence.map((step) => chosen(step, chances)) }]
    return [chosen(entry, chances)]
  })
}

function chosen(step: Step, chances: Chances): PlainStep {
  return 'wait' in step ? step : injectionOf(step, chances)
}

function injectionOf(step: Injection, chances: Chances): PlainInjection {
  const { random } = chances
  const fault = typeof step.fault === 'string' ? step.fault : random.pick(step.fault)
  const drawn = { ...step, fault }
  for (const key of ['at', 'after', 'for'] as const)
    if (step[key] !== undefined) drawn[key] = inWords(drawnFrom(step[key], random))
  const { lastsMs = Infinity } = chances.fault(fault)
  if (step.for !== undefined || step.until !== undefined || lastsMs === Infinity) return drawn
  return { ...drawn, for: inWords(lastsMs) }
}

function drawnFrom(words: string, random: Random): number {
  const [leastMs, mostMs] = boundsOf(words)
  return leastMs === mostMs ? leastMs : leastMs + random.float() * (mostMs - leastMs)
}

function repeated({ every, at = every, ...once }: Repeated, chances: Chances): PlainStep[] {
  return repeats(every, at, () => once, chances)
}

function turned({ turns, every }: Turns, chances: Chances): PlainSchedule {
  if (every === undefined) return spread(turns, chances)
  const next = (place: number) => ({ fault: turns[place % turns.length] })
  return [{ sequence: repeats(every, every, next, chances) }]
}

/** As many as come to their end within the load, if none begins later than it is meant to. */
function repeats(
  every: string,
  at: string,
  next: (place: number) => Injection,
  chances: Chances,
): PlainStep[] {
  const { timeLimitMs, random } = chances
  const steps: PlainStep[] = []
  let fromMs = drawnFrom(at, random)
  for (;;) {
    const once = lasting(next(steps.length), every, chances.fault)
    const step = injectionOf({ ...once, at: inWords(fromMs) }, chances)
    if (endOfStep(step, 0, chances.fault) > timeLimitMs) return steps
    steps.push(step)
    fromMs += drawnFrom(every, random)
  }
}

function spread(names: readonly string[], chances: Chances): PlainSchedule {
  const { fault, timeLimitMs, random } = chances
  const planned = plan(names.map(fault), timeLimitMs, random)
  const steps = planned.map(({ fromMs, toMs }, i) => {
    const step = { fault: names[i], at: inWords(fromMs), until: inWords(toMs) }
    return { step, isBeside: fault(names[i]).lastsMs === Infinity }
  })
  const beside = steps.filter(({ isBeside }) => isBeside)
  const others = steps.filter(({ isBeside }) => !isBeside)
  return [
    ...beside.map(({ step }) => step),
    ...(others.length > 0 ? [{ sequence: others.map(({ step }) => step) }] : []),
  ]
}
