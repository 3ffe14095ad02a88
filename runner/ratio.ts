/** By degrees of freedom from 1. */
const T_95 = [
  12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.16, 2.145,
  2.131, 2.12, 2.11, 2.101, 2.093, 2.086, 2.08, 2.074, 2.069, 2.064, 2.06, 2.056, 2.052, 2.048,
  2.045,
]
const T_MANY = 1.96

/** Student's t for an interval of 95 %; from 30 degrees of freedom on the normal distribution's is near enough. */
export function student95(degreesOfFreedom: number): number {
  return T_95[degreesOfFreedom - 1] ?? T_MANY
}

export interface Ratio {
  ratio: number
  from: number
  to: number
}

/**
 * What pairs of figures say of how one relates to the other: the geometric mean of their ratios, with its 95 %
 * interval. What both of a pair had in common, as a machine that was busy then, is gone with the ratio.
 */
export function ratioOf(pairs: readonly (readonly [without: number, with_: number])[]): Ratio {
  const logs = pairs.map(([without, with_]) => Math.log(with_ / without))
  const mean = logs.reduce((sum, each) => sum + each, 0) / logs.length
  const variance = logs.reduce((sum, each) => sum + (each - mean) ** 2, 0) / (logs.length - 1)
  const half = student95(logs.length - 1) * Math.sqrt(variance / logs.length)
  return { ratio: Math.exp(mean), from: Math.exp(mean - half), to: Math.exp(mean + half) }
}
