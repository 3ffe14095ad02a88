import { z } from 'zod'
import { boundsOf, msOf, rangePattern, timePattern } from './time.ts'

export const LEAST_INTERVAL_MS = 1000

const timeError = 'takes a time such as 500ms, 3s or 2m'
const rangeError = `${timeError}, or a range such as 3s..8s`
const namesError = 'takes the name of a fault, or several of which chance takes one'
const conditionError = 'takes a condition in words, such as n2 is primary'

const time = z.string({ error: timeError }).regex(timePattern, { error: timeError })
const range = z
  .string({ error: rangeError })
  .regex(rangePattern, { error: rangeError })
  .refine((words) => boundsOf(words)[0] <= boundsOf(words)[1], {
    error: 'takes the lower end of a range first',
  })
const condition = z.string({ error: conditionError }).min(1, { error: conditionError })

const patience = time
  .optional()
  .describe('how long to wait for a condition; without, until the load ends')

const injectionShape = {
  fault: z
    .union([z.string(), z.array(z.string()).min(1)], { error: namesError })
    .describe('what is injected, as in splitbrain list; of a list, one by chance'),
  at: range.optional().describe('not before so much of the load'),
  when: condition.optional().describe('a condition to wait for, from `at` on'),
  patience,
  after: range.optional().describe('so much later'),
  for: range.optional().describe('how long it is in force'),
  until: condition
    .optional()
    .describe('a condition that ends it, or a time of the load, instead of `for`'),
}

type Timing = Partial<Record<keyof typeof injectionShape | 'every', unknown>>

/** What the keys of an injection have to do with each other. */
function together(given: Timing, { addIssue }: z.RefinementCtx): void {
  const wrong = (key: keyof Timing, message: string) =>
    addIssue({ code: 'custom', path: [key], message })
  if (given.for !== undefined && given.until !== undefined)
    wrong('until', 'says when it ends, and so does for: leave one of them out')
  const waits = given.when ?? (isTime(given.until) ? undefined : given.until)
  if (given.patience !== undefined && waits === undefined)
    wrong('patience', 'says nothing where no condition is waited for: leave it out')
  if (isTime(given.until) && given.every !== undefined)
    wrong('until', 'takes a condition with every, or it would end only the first: use for')
  else if (isTime(given.until) && boundsOf(String(given.at ?? '0s'))[1] > msOf(given.until))
    wrong('until', 'takes no time before at')
  if (given.every === undefined) return
  const [everyMs] = boundsOf(String(given.every))
  if (everyMs < LEAST_INTERVAL_MS) wrong('every', 'takes a second at least')
  if (given.for !== undefined && boundsOf(String(given.for))[1] >= everyMs)
    wrong('for', 'takes less than every, or it would never be taken back')
}

/** Whether `until` is a moment of the load, and no condition. */
export function isTime(until: unknown): until is string {
  return typeof until === 'string' && timePattern.test(until)
}

/** One injection and its undo. */
export const injection = z.strictObject(injectionShape).superRefine(together)

/** The same again and again, one after the other. */
export const repeated = z
  .strictObject({
    every: range.describe('again and again, so far from one beginning to the next'),
    ...injectionShape,
  })
  .superRefine(together)

/** Something that has to come true, before a sequence goes on or for its own sake. */
export const wait = z.strictObject({
  wait: condition.describe('a condition to wait for'),
  patience,
})

/** One after the other, each with time to be recovered from. */
export const turns = z
  .strictObject({
    turns: z
      .array(z.string({ error: 'takes names of faults' }), { error: 'takes a list of faults' })
      .min(1, { error: 'takes one fault at least' })
      .describe('faults one after the other, spread evenly over the load'),
    every: range
      .optional()
      .describe('so far from one beginning to the next instead, the first again after the last'),
  })
  .superRefine(together)

/** Each as soon as the one before it is over. */
export const sequence = z.strictObject({
  sequence: z
    .array(z.union([injection, wait]), { error: 'takes a list of steps' })
    .min(1, { error: 'takes one step at least' })
    .describe('steps one after the other'),
})

export const entries = [injection, repeated, wait, turns, sequence] as const

/** A schedule as it is written: its entries go their ways side by side. */
export const schedule = z.array(z.union(entries))

export type Injection = z.output<typeof injection>
export type Repeated = z.output<typeof repeated>
export type Turns = z.output<typeof turns>
export type Wait = z.output<typeof wait>
export type Step = Injection | Wait
export type Schedule = z.output<typeof schedule>
export type Entry = Schedule[number]

/** A schedule without anything left to chance or to the length of the load. */
export type PlainInjection = Injection & { fault: string }
export type PlainStep = PlainInjection | Wait
export type PlainSchedule = (PlainStep | { sequence: PlainStep[] })[]
