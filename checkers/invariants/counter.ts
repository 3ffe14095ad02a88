import type { History } from '../../history/history.ts'
import type { About, Anomaly, CheckResult, Checker } from '../checker.ts'
import { changesOf, type Change } from './counter-changes.ts'
import { counterHistory, Sums, type CounterReadAt, type OneCounter } from './counter-history.ts'
import { impossibleSums, type Summed } from './counter-sums.ts'
import { judged } from './judged.ts'
import { witnessOf } from './counter-witness.ts'
import { plainNumber, wholeNumber } from './whole-number.ts'

/** A read, and the least and the greatest value that it may have seen; the digits where they are beyond 2⁵³. */
export interface CounterRead {
  lower: number | string
  value: number | string
  upper: number | string
}

export interface CounterResult extends CheckResult {
  reads: number
  /** The reads out of bounds. */
  errors: CounterRead[]
  /** Reads within bounds of what no choice of the additions sums up to. */
  impossibleSums: number
  /** Reads that differ from an earlier one by more than was added or subtracted since. */
  impossibleChanges: number
}

/**
 * A counter, or one for each key, that starts at `about.initial` (else 0) and takes `add`s of whole numbers,
 * negative ones too. A read must show all that was acknowledged before it began, and may show all that was begun
 * before it ended, as in Jepsen's `counter`; it must be a sum of these, and fit the reads that ended before it.
 */
export function counter(): Checker<CounterResult> {
  return { name: 'counter', about: 'Every read of a counter is a sum of its additions', check }
}

function check(history: History, about: About): CounterResult {
  const { counters, unclearAdditions, unclearReads } = counterHistory(history)
  const initial = wholeNumber(about.initial ?? 0)
  const doubt = whyNotJudged(unclearAdditions, about.initial, initial)
  const found = counters.map((counter) => judge(counter, initial ?? 0n))
  const outOfBounds = found.flatMap((one) => one.outOfBounds)
  const sums = found.flatMap((one) => one.sums)
  const changes = found.flatMap((one) => one.changes)
  const reads = counters.reduce((total, one) => total + one.reads.length, 0)
  const unsummed = found.reduce((total, one) => total + one.unsummed, 0)
  const judgement = judged(
    doubt === null ? anomalies(history, initial ?? 0n, outOfBounds, sums, changes) : [],
    doubt ?? whyUnknown(reads, unclearReads),
  )
  return {
    ...judgement,
    ...(judgement.verdict === 'pass' && unsummed > 0 ? { reason: boundsAlone(unsummed) } : {}),
    reads,
    errors: outOfBounds.map(({ read, lower, upper }) => ({
      lower: plainNumber(lower),
      value: plainNumber(read.value),
      upper: plainNumber(upper),
    })),
    impossibleSums: sums.length,
    impossibleChanges: changes.length,
  }
}

interface OutOfBounds {
  counter: OneCounter
  read: CounterReadAt
  lower: bigint
  upper: bigint
}

interface Found {
  outOfBounds: OutOfBounds[]
  sums: Summed[]
  changes: Change[]
  unsummed: number
}

function judge(counter: OneCounter, initial: bigint): Found {
  const sums = new Sums(counter.additions)
  const bounded = counter.reads.map((read) => ({
    counter,
    read,
    lower: initial + sums.mustAdd.before(read.start) + sums.mayTake.before(read.end),
    upper: initial + sums.mayAdd.before(read.end) + sums.mustTake.before(read.start),
  }))
  const isOut = ({ read, lower, upper }: OutOfBounds) => read.value < lower || read.value > upper
  // A read that is out of bounds is no measure for the others.
  const sound = bounded.filter((each) => !isOut(each)).map(({ read }) => read)
  return {
    outOfBounds: bounded.filter(isOut),
    changes: changesOf({ ...counter, reads: sound }, sums),
    ...impossibleSums({ ...counter, reads: sound }, initial),
  }
}

function anomalies(
  history: History,
  initial: bigint,
  [outside]: OutOfBounds[],
  [sum]: Summed[],
  [change]: Change[],
): (Anomaly | undefined)[] {
  return [
    outside && {
      name: 'impossible counter',
      summary: `A read saw ${outside.read.value}, which is not between ${outside.lower} and ${outside.upper}.`,
      witness: witnessOf.bounds(history, outside.counter, { ...outside, initial }),
    },
    sum && {
      name: 'impossible sum',
      summary: `A read saw ${sum.read.value}, which no choice of the additions that it may have seen sums up to.`,
      witness: witnessOf.sum(history, sum.counter, sum.read),
    },
    change && {
      name: 'non-monotonic read',
      summary:
        `A read saw ${change.earlier.value}, and one that began later saw ${change.later.value}, ` +
        `though ${change.most === 0n ? 'nothing' : `at most ${change.most}`} was ` +
        `${change.down ? 'subtracted' : 'added'} in between.`,
      witness: witnessOf.change(history, change),
    },
  ]
}

function whyNotJudged(
  unclearAdditions: number,
  told: unknown,
  initial: bigint | null,
): string | null {
  if (unclearAdditions > 0) return `${unclearAdditions} additions are no whole numbers.`
  if (initial === null) return `The counter starts at ${JSON.stringify(told)}, no whole number.`
  return null
}

function whyUnknown(reads: number, unclearReads: number): string | null {
  if (unclearReads > 0) return `${unclearReads} reads show no whole number.`
  return reads === 0 ? 'The counter was never read.' : null
}

function boundsAlone(unsummed: number): string {
  return `${unsummed} reads were judged by their bounds alone: too many sums were possible.`
}
