export interface Limits {
  /** When to give up, by `clock`'s milliseconds; without a clock there is no time limit. */
  deadlineMs?: number
  clock?: () => number
  memoryLimitBytes: number
  /** How many configurations to look at; without it as many as time and memory allow. */
  triedLimit?: number
}

export type Limit = 'time' | 'memory' | 'configuration'

export type SearchResult = {
  /** The longest order found, as places in the part. */
  order: number[]
  /** How many configurations were looked at. */
  tried: number
} & (
  | { verdict: 'pass' }
  /** The longest order goes up to event `reached`; what makes it fail may be a little later. */
  | { verdict: 'fail'; reached: number }
  /** `blocked` is the call that stood in the longest order's way. */
  | { verdict: 'unknown'; blocked: number; limit: Limit }
)

/** Which limit a search has met; the clock is asked only now and then. */
export function limitMet(
  { deadlineMs, clock, memoryLimitBytes, triedLimit = Infinity }: Limits,
  { steps, bytes, tried }: { steps: number; bytes: number; tried: number },
): Limit | undefined {
  if (bytes > memoryLimitBytes) return 'memory'
  if (tried > triedLimit) return 'configuration'
  const isLate = steps % 2048 === 0 && clock && deadlineMs !== undefined && clock() > deadlineMs
  return isLate ? 'time' : undefined
}
