import type { Settings } from '../../databases/postgres/settings.ts'

/** How soon a server is given up: by settings for tests and local networks, or by those that pg_auto_failover comes with. */
export const timings = ['quick', 'usual'] as const
export type Timing = (typeof timings)[number]

interface Times {
  /** How often the monitor looks at each server, how long it waits for one, and how it goes about one that doesn't answer. */
  checkPeriodMs: number
  checkTimeoutMs: number
  checkRetries: number
  retryDelayMs: number
  /** For so long whoever watches a server must have told nothing of it. */
  silenceMs: number
  /** For so long a primary that is given up is waited for, to end by itself. */
  demotionMs: number
  /** For so long after its own start the monitor gives nobody up. */
  graceMs: number
  /** After so long without the monitor and without standbys a primary ends itself. */
  partitionSeconds: number
}

export const timesOf: Record<Timing, Times> = {
  quick: {
    checkPeriodMs: 500,
    checkTimeoutMs: 1000,
    checkRetries: 1,
    retryDelayMs: 200,
    silenceMs: 3000,
    demotionMs: 3000,
    graceMs: 1000,
    partitionSeconds: 3,
  },
  usual: {
    checkPeriodMs: 5000,
    checkTimeoutMs: 5000,
    checkRetries: 2,
    retryDelayMs: 2000,
    silenceMs: 20_000,
    demotionMs: 30_000,
    graceMs: 10_000,
    partitionSeconds: 20,
  },
}

/** Who watches a server tells the monitor of it once a second, and takes its orders by that. */
const TURN_MS = 1000
/** A server that is given up, and each one that may take its place, go from state to state: so many turns at most. */
const TURNS = 8

/** The longest that it may take until a server that fell is given up, and whoever is left goes by that. */
export function givenUpLimitMs(timing: Timing): number {
  const { checkPeriodMs, checkTimeoutMs, checkRetries, retryDelayMs, silenceMs } = timesOf[timing]
  const checkedMs =
    checkPeriodMs + checkTimeoutMs * (checkRetries + 1) + retryDelayMs * checkRetries
  return Math.max(checkedMs, silenceMs) + TURNS * TURN_MS
}

/** The same until another takes a primary's place. */
export function failoverLimitMs(timing: Timing): number {
  return givenUpLimitMs(timing) + timesOf[timing].demotionMs
}

/** The monitor's, as its server has them. */
export function monitorSettings(timing: Timing): Settings {
  const times = timesOf[timing]
  return {
    'pgautofailover.health_check_period': times.checkPeriodMs,
    'pgautofailover.health_check_timeout': times.checkTimeoutMs,
    'pgautofailover.health_check_max_retries': times.checkRetries,
    'pgautofailover.health_check_retry_delay': times.retryDelayMs,
    'pgautofailover.node_considered_unhealthy_timeout': times.silenceMs,
    'pgautofailover.primary_demote_timeout': times.demotionMs,
    'pgautofailover.startup_grace_period': times.graceMs,
  }
}
