const UNIT_MS = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 }

const ONE = String.raw`\d+(?:\.\d+)?(?:ms|s|m|h)`

/** A time in words: `500ms`, `3s`, `2m`. */
export const timePattern = new RegExp(`^${ONE}$`)
/** A time, or two of which it lies between: `3s..8s`. */
export const rangePattern = new RegExp(`^${ONE}(?:\\.\\.${ONE})?$`)

/** The milliseconds that a time in words stands for. */
export function msOf(words: string): number {
  const value = Number.parseFloat(words)
  const unit = words.replace(/^[\d.]+/, '') as keyof typeof UNIT_MS
  return value * UNIT_MS[unit]
}

/** The least and the most that a time or a range stands for. */
export function boundsOf(words: string): [leastMs: number, mostMs: number] {
  const [least, most = least] = words.split('..')
  return [msOf(least), msOf(most)]
}

/** A time in words, in whole milliseconds. */
export function inWords(ms: number): string {
  const whole = Math.round(ms)
  return whole > 0 && whole % 1000 === 0 ? `${whole / 1000}s` : `${whole}ms`
}
