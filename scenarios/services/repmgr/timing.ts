/** How soon a primary is given up: by settings for tests and local networks, or by those that repmgr comes with. */
export const timings = ['quick', 'usual'] as const
export type Timing = (typeof timings)[number]

interface Times {
  /** How often whoever watches a standby looks at the primary. */
  monitorSeconds: number
  /** How often, and how long after each time, a primary that does not answer is asked again. */
  attempts: number
  intervalSeconds: number
  /** For so long a standby that is told to take writes is waited for. */
  promotionSeconds: number
  /** So long a daemon waits at most for an answer on a connection that is dead; absent where nothing but its kernel ends that. */
  deadSeconds?: number
}

export const timesOf: Record<Timing, Times> = {
  quick: {
    monitorSeconds: 1,
    attempts: 2,
    intervalSeconds: 1,
    promotionSeconds: 15,
    deadSeconds: 3,
  },
  usual: { monitorSeconds: 2, attempts: 6, intervalSeconds: 10, promotionSeconds: 60 },
}

/** For so long a server is waited for that a connection is asked of. */
export const CONNECT_SECONDS = 2

/** Before any standby is chosen each other node is asked, of which all but this may be gone. */
const OTHERS_ASKED = 2

/** What has a connection be given up on which nothing comes back for so long. */
export function keepalives(timing: Timing): string {
  const { deadSeconds } = timesOf[timing]
  if (deadSeconds === undefined) return ''
  const probes = `keepalives_idle=1 keepalives_interval=1 keepalives_count=${deadSeconds - 1}`
  return ` ${probes} tcp_user_timeout=${deadSeconds * 1000}`
}

/** The longest that it may take until a primary that fell is given up, and a standby is told to take its place. */
export function givenUpLimitMs(timing: Timing): number {
  const { monitorSeconds, attempts, intervalSeconds, deadSeconds = 0 } = timesOf[timing]
  const asked =
    monitorSeconds + deadSeconds + CONNECT_SECONDS + attempts * (CONNECT_SECONDS + intervalSeconds)
  return (asked + OTHERS_ASKED * CONNECT_SECONDS) * 1000
}

/** The same until that one takes writes. */
export function failoverLimitMs(timing: Timing): number {
  return givenUpLimitMs(timing) + timesOf[timing].promotionSeconds * 1000
}
