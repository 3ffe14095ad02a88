/** Monotonic nanoseconds since the clock was made; the only source of time in a run. */
export type Clock = () => number

export function startClock(): Clock {
  const origin = process.hrtime.bigint()
  return () => Number(process.hrtime.bigint() - origin)
}

export const NS_PER_SECOND = 1e9

export function seconds(ns: number): number {
  return ns / NS_PER_SECOND
}
