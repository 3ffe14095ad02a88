import { setTimeout as sleep } from 'node:timers/promises'
import type { Condition, Seen } from './condition.ts'
import { cameTrue } from './came-true.ts'
import type { Fault } from './fault.ts'
import { undoOf } from '../history/events.ts'
import { Injections, type InjectionOptions } from './injections.ts'

/** When something is due; with nothing told, at once. */
export interface When {
  /** Not before so many milliseconds of the load. */
  atMs?: number
  /** Once this holds, watched from then on. */
  after?: Condition
  /** For how long that is waited for; absent is until the load ends. */
  patienceMs?: number
  /** And so much later. */
  laterMs?: number
}

/** One fault from its injection to its undo; what ends it is watched once it is in force. */
export interface Step {
  from: When
  /** Absent where the steps after it are only to wait. */
  fault?: Fault
  /** Absent is with the load; what comes after it in its line happens beside it. */
  to?: When
}

/** Steps that come one after the other. */
export type Line = readonly Step[]

export interface ScheduleOptions extends Omit<InjectionOptions, 'over'> {
  seen: Seen
}

/**
 * Carries every line out, each by itself, so that their steps may overlap. What is in force when the signal comes is
 * left to the stack of undos; a step that goes wrong ends all lines, and a condition that never comes true its own.
 */
export async function carryOut(
  lines: readonly Line[],
  options: ScheduleOptions,
  signal: AbortSignal,
): Promise<void> {
  const begin = performance.now()
  const failed = new AbortController()
  const over = AbortSignal.any([signal, failed.signal])
  const injections = new Injections({ ...options, over })
  const pause = (ms: number) => sleep(Math.max(0, ms), undefined, { signal: over })

  /** Whether a moment comes; rejects where the end comes first. */
  const comes = async ({ atMs, after, patienceMs, laterMs }: When, what?: string) => {
    // What is to be watched from now on must not wait for the next turn.
    if (atMs !== undefined) await pause(begin + atMs - performance.now())
    const wait = { condition: after, patienceMs, what }
    if (!(await cameTrue(wait, options, over))) return false
    if (laterMs !== undefined) await pause(laterMs)
    return true
  }
  const carry = async (line: Line) => {
    for (const { fault, from, to } of line) {
      if (!(await comes(from, fault?.name))) return
      if (fault === undefined) continue
      const undo = await injections.inject(fault, from.after)
      if (to === undefined) continue
      const came = await comes(to, undoOf(fault.name))
      await undo(came ? to.after : undefined)
      if (!came) return
    }
  }
  const all = lines.map((line) =>
    carry(line).catch((error: Error) => {
      // What only waited is over with the run, which is no failure.
      if (over.aborted && error.name === 'AbortError') return
      failed.abort()
      throw error
    }),
  )
  await Promise.allSettled(all)
  await Promise.all(all)
}
