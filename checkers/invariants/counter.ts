import { FAIL, INVOKE, OK, type History } from '../../runner/history/history.ts'
import { clientCalls, outcome, wholeOperations } from '../availability/calls.ts'
import type { About, Anomaly, CheckResult, Checker } from '../checker.ts'
import { judged } from './judged.ts'

/** A read, and the least and the greatest value that it may have seen. */
export interface CounterRead {
  lower: number
  value: number
  upper: number
}

export interface CounterResult extends CheckResult {
  reads: number
  /** The reads out of bounds. */
  errors: CounterRead[]
}

/**
 * A counter, or one for each key, that starts at `about.initial` (else 0) and takes `add`s, negative ones too.
 * A read must show all that was acknowledged before it began, and may show all that was begun before it ended;
 * after Jepsen's `counter`.
 */
export function counter(): Checker<CounterResult> {
  return { name: 'counter', about: 'Every read of a counter is a sum of its additions', check }
}

function check(history: History, about: About): CounterResult {
  const initial = typeof about.initial === 'number' ? about.initial : 0
  const reads = readsOf(history, initial)
  const unclear = additionsThatAreNoNumbers(history)
  const errors = reads.filter(({ lower, value, upper }) => value < lower || value > upper)
  return {
    ...judged(
      unclear > 0 ? [] : errors.slice(0, 1).map((error) => outOfBounds(history, initial, error)),
      unclear > 0
        ? `${unclear} additions are no numbers.`
        : reads.length === 0
          ? 'The counter was never read.'
          : null,
    ),
    reads: reads.length,
    errors: errors.map(({ lower, value, upper }) => ({ lower, value, upper })),
  }
}

/** Additions to one counter so far, of either sign: those that may and those that must have happened. */
interface Sums {
  begunPositive: number
  begunNegative: number
  donePositive: number
  doneNegative: number
}

type ReadAt = CounterRead & { end: number }

function readsOf(history: History, initial: number): ReadAt[] {
  const add = history.nameOf('add')
  const read = history.nameOf('read')
  const counters = new Map<number, Sums>()
  const atStart = new Map<number, Sums>()
  const reads: ReadAt[] = []
  for (let row = 0; row < history.length; row++) {
    const key = history.key[row]
    const value = history.value[row]
    const sums = counters.get(key) ?? nothing()
    counters.set(key, sums)
    if (history.f[row] === add) count(history, row, sums)
    else if (history.f[row] !== read) continue
    else if (history.type[row] === INVOKE) atStart.set(row, { ...sums })
    else if (history.type[row] === OK && typeof value === 'number') {
      const before = atStart.get(history.pair[row]) ?? sums
      reads.push({
        lower: initial + before.donePositive + sums.begunNegative,
        value,
        upper: initial + sums.begunPositive + before.doneNegative,
        end: row,
      })
    }
  }
  return reads
}

function count(history: History, row: number, sums: Sums): void {
  const value = history.value[row]
  if (typeof value !== 'number') return
  const begins = history.type[row] === INVOKE
  if (begins && outcome(history, history.pair[row]) !== FAIL) {
    if (value > 0) sums.begunPositive += value
    else sums.begunNegative += value
  } else if (history.type[row] === OK) {
    if (value > 0) sums.donePositive += value
    else sums.doneNegative += value
  }
}

/** With one of these, no bound is known. */
function additionsThatAreNoNumbers(history: History): number {
  const add = history.nameOf('add')
  let strange = 0
  clientCalls(history, (start) => {
    if (history.f[start] === add && typeof history.value[start] !== 'number') strange++
  })
  return strange
}

function nothing(): Sums {
  return { begunPositive: 0, begunNegative: 0, donePositive: 0, doneNegative: 0 }
}

/** The witness is the read, and of the additions that it must have seen as few as make it impossible. */
function outOfBounds(history: History, initial: number, read: ReadAt): Anomaly {
  const { lower, value, upper, end } = read
  const sign = value < lower ? 1 : -1
  const add = history.nameOf('add')
  const rows = [end]
  let bound = initial
  clientCalls(history, (start, done) => {
    if (sign * (bound - value) > 0) return
    const amount = history.value[start]
    const seen =
      history.f[start] === add &&
      history.key[start] === history.key[end] &&
      outcome(history, done) === OK &&
      done < history.pair[end]
    if (!seen || typeof amount !== 'number' || amount * sign <= 0) return
    bound += amount
    rows.push(done)
  })
  return {
    name: 'impossible counter',
    summary: `A read saw ${value}, which is not between ${lower} and ${upper}.`,
    witness: wholeOperations(history, rows),
  }
}
