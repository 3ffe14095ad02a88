import type { Random } from '../../../runner/random.ts'
import { NotComputed } from './values.ts'

/** So many numbers are drawn from at most: beyond, a double would not reach each of them. */
const MOST_NUMBERS = 2n ** 53n

/** How many whole numbers there are from one to another, both included. */
function count(from: bigint, to: bigint): number {
  if (from > to) throw new NotComputed(`no number lies from ${from} to ${to}`)
  const numbers = to - from + 1n
  if (numbers > MOST_NUMBERS)
    throw new NotComputed(`from ${from} to ${to} are more than 2^53 numbers`)
  return Number(numbers)
}

/** The number at a place from 0 to below 1 between the ends. */
function at(place: number, from: bigint, numbers: number): bigint {
  return from + BigInt(Math.min(numbers - 1, Math.floor(place * numbers)))
}

function within(parameter: number, least: number, most: number): number {
  if (parameter >= least && parameter <= most) return parameter
  const bounds = most === Infinity ? `at least ${least}` : `from ${least} to ${most}`
  throw new NotComputed(`the parameter has to be ${bounds}, not ${parameter}`)
}

const WHOLE = 2 ** 30

/** Above 0 and below 1, with all the bits of a double. */
function fraction(random: Random): number {
  return (random.int(WHOLE) + (random.int(WHOLE) + 0.5) / WHOLE) / WHOLE
}

/** Each whole number from one to another alike. */
export function uniform(from: bigint, to: bigint, random: Random): bigint {
  const numbers = count(from, to)
  return (
    from + BigInt(numbers < WHOLE ? random.int(numbers) : Math.floor(fraction(random) * numbers))
  )
}

/** The first ones most often: an exponential distribution, cut off where its density is `exp(-parameter)` of the first. */
export function exponential(from: bigint, to: bigint, parameter: number, random: Random): bigint {
  const numbers = count(from, to)
  if (!(parameter > 0)) throw new NotComputed(`the parameter has to be above 0, not ${parameter}`)
  const cut = Math.exp(-parameter)
  return at(-Math.log(cut + (1 - cut) * fraction(random)) / parameter, from, numbers)
}

/**
 * The middle ones most often: a normal distribution, cut off at so many standard deviations to either side, by G. E. P.
 * Box and M. E. Muller, A Note on the Generation of Random Normal Deviates (1958).
 */
export function gaussian(from: bigint, to: bigint, parameter: number, random: Random): bigint {
  const numbers = count(from, to)
  within(parameter, 2, Infinity)
  for (;;) {
    const radius = Math.sqrt(-2 * Math.log(fraction(random)))
    const deviations = radius * Math.sin(2 * Math.PI * fraction(random))
    if (Math.abs(deviations) < parameter)
      return at((deviations + parameter) / (2 * parameter), from, numbers)
  }
}

/**
 * The k-th one `k ** -parameter` times as often as the first: by rejection, after L. Devroye, Non-Uniform Random Variate
 * Generation (1986), X.6.1.
 */
export function zipfian(from: bigint, to: bigint, parameter: number, random: Random): bigint {
  const numbers = count(from, to)
  within(parameter, 1.001, 1000)
  const b = 2 ** (parameter - 1)
  for (;;) {
    const k = Math.floor(fraction(random) ** (-1 / (parameter - 1)))
    const t = (1 + 1 / k) ** (parameter - 1)
    if (k <= numbers && (fraction(random) * k * (t - 1)) / (b - 1) <= t / b)
      return from + BigInt(k - 1)
  }
}
