import { student95 } from '../../../runner/ratio.ts'
import type { Random } from '../../../runner/random.ts'
import type { Interval } from '../../../reports/tradeoff/results.ts'

const RESAMPLES = 2_000
/** Of fewer even the range from the least to the most holds the middle in less than 95 of 100 sweeps (1 − 2 ÷ 2ⁿ). */
export const LEAST_FIGURES = 6

/**
 * The geometric mean of positive figures with its 95 % interval, by drawing them again with replacement (B. Efron's
 * bootstrap, 1979). Of few figures the plain percentiles of these means lie too close together, so wider ones are taken:
 * those of T. Hesterberg's expanded percentile interval (The American Statistician 69, 2015), as wide as Student's t
 * would have it. Of fewer than `LEAST_FIGURES` nobody can tell an interval: it reaches from 0 to infinity.
 */
export function meanWithInterval(figures: readonly number[], random: Random): Interval {
  const logs = figures.map(Math.log)
  const value = Math.exp(mean(logs))
  if (logs.length < LEAST_FIGURES) return { value, from: 0, to: Infinity }
  const means = Array.from({ length: RESAMPLES }, () => mean(logs.map(() => random.pick(logs))))
  means.sort((a, b) => a - b)
  const rank = Math.floor(tailOf(logs.length) * RESAMPLES)
  return { value, from: Math.exp(means[rank]), to: Math.exp(means[RESAMPLES - 1 - rank]) }
}

/** The share of means to leave out at either end, with so many figures. */
export function tailOf(count: number): number {
  return normalTail(student95(count - 1) * Math.sqrt(count / (count - 1)))
}

/** How much of the normal distribution lies above z, to 8 digits: M. Abramowitz and I. Stegun, 26.2.17. */
function normalTail(z: number): number {
  const t = 1 / (1 + 0.2316419 * z)
  const factors = [0.31938153, -0.356563782, 1.781477937, -1.821255978, 1.330274429]
  const sum = factors.reduceRight((total, factor) => (total + factor) * t, 0)
  return (Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI)) * sum
}

function mean(figures: readonly number[]): number {
  return figures.reduce((sum, each) => sum + each, 0) / figures.length
}
