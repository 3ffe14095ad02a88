const Z_95 = 1.959964

/**
 * The 95 % interval of a rate, from so many successes in so many trials: the score interval of E. B. Wilson (1927),
 * which is right for few trials and for rates near 0 and 1 too.
 */
export function wilson(successes: number, trials: number): [from: number, to: number] {
  const z2 = Z_95 ** 2
  const rate = successes / trials
  const middle = rate + z2 / (2 * trials)
  const half = Z_95 * Math.sqrt((rate * (1 - rate)) / trials + z2 / (4 * trials ** 2))
  const scale = 1 + z2 / trials
  return [Math.max(0, (middle - half) / scale), Math.min(1, (middle + half) / scale)]
}

/** `100 % (84 to 100 %)`: a rate with its interval. */
export function rateText(successes: number, trials: number): string {
  const [rate, from, to] = [successes / trials, ...wilson(successes, trials)].map((each) =>
    (100 * each).toFixed(0),
  )
  return `${rate} % (${from} to ${to} %)`
}
