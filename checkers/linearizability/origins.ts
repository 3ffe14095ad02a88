import type { Call } from './call.ts'
import type { Part } from './part.ts'
import { eventsOf } from './timeline.ts'

/** What a call saw that cannot have been there when it ended, whatever the order. */
export interface Missing {
  /** What was missing in the end: what was seen, or what those that could have left it needed. */
  what: string
  /**
   * Rows of calls of unknown outcome that could have left it had they found what they need, from the one whose value
   * was seen to the one that needs `what`.
   */
  through: readonly number[]
  /** Rows of those of them that need each other's. */
  circle?: number[]
  /** Row of a call that left it for a moment within itself. */
  overwriter?: number
  /** Where it was there, but was taken more often than it was left. */
  taken?: { left: number; leavers: readonly number[]; takers: readonly number[] }
}

/** Keeps account of what may be there: over-generous, so that what it misses is missing indeed. Rows name the calls. */
export interface Origins {
  /** The call begins, and may take effect from now on. */
  begin(row: number, call: Call): void
  /** The call leaves what it was to leave, whatever it needed. */
  leave(row: number, call: Call): void
  /** The call ends: what it saw that nothing begun so far can have left. */
  end(row: number, call: Call): Missing | undefined
}

export interface Orphan {
  /** Place of the call in the part. */
  call: number
  missing: Missing
}

/**
 * The first call to end with what no call begun by then can have left, in one pass through time. Only where every
 * value seen has an origin is there anything to search for.
 */
export function firstOrphan(
  part: Part,
  callOf: (place: number) => Call,
  origins: Origins,
): Orphan | undefined {
  const { callAt } = eventsOf(part)
  for (let event = 0; event < part.events; event++) {
    const call = callAt[event]
    if (part.invoke[call] === event) origins.begin(part.row[call], callOf(call))
    else {
      const missing = origins.end(part.row[call], callOf(call))
      if (missing) return { call, missing }
    }
  }
  return undefined
}
