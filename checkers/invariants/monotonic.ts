import { OK, type History } from '../../history/history.ts'
import { clientCalls, outcome, wholeOperations } from '../availability/calls.ts'
import type { CheckResult, Checker } from '../checker.ts'
import { judged } from './judged.ts'
import { wholeNumber } from './whole-number.ts'

export interface MonotonicResult extends CheckResult {
  /** Reads of one number or of several. */
  reads: number
  /** Values below one that the same process had seen of the same key, or nothing where there had been one. */
  decreases: number
}

/**
 * Of a number that only grows (a counter, a version, a clock) no process ever sees less than it has seen. A read
 * shows one number, or those of several keys as an object or a Map; `null` is less than any number.
 */
export function monotonic(): Checker<MonotonicResult> {
  return { name: 'monotonic', about: 'No process sees a growing number shrink', check }
}

/** What a read showed of one number. */
interface Shown {
  end: number
  value: bigint | number | null
}

function check(history: History): MonotonicResult {
  const read = history.nameOf('read')
  const highest = new Map<string, Shown>()
  const decreases: [Shown, Shown][] = []
  let [reads, unclear] = [0, 0]
  clientCalls(history, (start, end) => {
    if (history.f[start] !== read || outcome(history, end) !== OK) return
    const numbers = numbersIn(history.value[end])
    if (numbers === null) unclear++
    else if (numbers.some(([, value]) => value !== null)) reads++
    for (const [name, value] of numbers ?? []) {
      const session = `${history.process[start]} ${history.key[start]} ${name}`
      const before = highest.get(session)
      if (before !== undefined && isLess(value, before.value))
        decreases.push([before, { end, value }])
      else highest.set(session, { end, value })
    }
  })
  return {
    ...judged(
      decreases.slice(0, 1).map(([before, after]) => ({
        name: 'non-monotonic read',
        summary: `A process saw ${before.value} and then ${after.value ?? 'nothing'}.`,
        witness: wholeOperations(history, [before.end, after.end]),
      })),
      whyUnknown(reads, unclear),
    ),
    reads,
    decreases: decreases.length,
  }
}

function whyUnknown(reads: number, unclear: number): string | null {
  if (unclear > 0) return `${unclear} reads show what is no number.`
  return reads === 0 ? 'No number was read.' : null
}

/** By name where there are several; `null` where something is no number. */
function numbersIn(value: unknown): [name: string, value: Shown['value']][] | null {
  const isMap = typeof value === 'object' && value !== null && !Array.isArray(value)
  const entries: [unknown, unknown][] = !isMap
    ? [['', value]]
    : value instanceof Map
      ? [...value]
      : Object.entries(value)
  const numbers = entries.map(([name, each]) => [JSON.stringify(name), numberIn(each)] as const)
  return numbers.some(([, number]) => number === undefined)
    ? null
    : (numbers as [string, Shown['value']][])
}

/** Whole numbers of any size, fractions, or nothing. */
function numberIn(value: unknown): Shown['value'] | undefined {
  if (value === null || value === undefined) return null
  const whole = wholeNumber(value)
  if (whole !== null) return whole
  return typeof value === 'number' && !Number.isNaN(value) ? value : undefined
}

function isLess(value: Shown['value'], before: Shown['value']): boolean {
  if (before === null) return false
  return value === null || value < before
}
