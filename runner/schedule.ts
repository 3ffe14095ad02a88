import { setTimeout as sleep } from 'node:timers/promises'
import type { Condition, Seen } from './condition.ts'
import type { Fault } from './fault.ts'
import { Injections, type InjectionOptions } from './injections.ts'

/** A moment of the load: so many milliseconds after it began, or after a condition came true. */
export interface When {
  ms: number
  after?: Condition
}

/** One fault from its injection to its undo; what ends it is watched once it is in force. */
export interface Step {
  fault: Fault
  from: When
  to: When
}

export interface ScheduleOptions extends Omit<InjectionOptions, 'over'> {
  seen: Seen
}

/**
 * Carries every step out, each by itself, so that they may overlap. What is in force when the signal comes is left to
 * the stack of undos; a step that goes wrong ends the others.
 */
export async function carryOut(
  steps: readonly Step[],
  options: ScheduleOptions,
  signal: AbortSignal,
): Promise<void> {
  const begin = performance.now()
  const failed = new AbortController()
  const over = AbortSignal.any([signal, failed.signal])
  const injections = new Injections({ ...options, over })

  /** Waits for a moment; rejects where the end comes first. */
  const comes = async ({ ms, after }: When) => {
    await after?.holds(options.seen, over)
    const since = after === undefined ? begin : performance.now()
    await sleep(Math.max(0, since + ms - performance.now()), undefined, { signal: over })
  }
  const carry = async ({ fault, from, to }: Step, place: number) => {
    await comes(from)
    // Who is to begin after another's end does so, however late that comes.
    await Promise.all(all.filter((_, i) => i < place && endsBefore(steps[i], from)))
    const undo = await injections.inject(fault, from.after)
    await comes(to)
    await undo(to.after)
  }
  const all = steps.map((step, place) =>
    carry(step, place).catch((error: Error) => {
      // What only waited is over with the run, which is no failure.
      if (over.aborted && error.name === 'AbortError') return
      failed.abort()
      throw error
    }),
  )
  await Promise.allSettled(all)
  await Promise.all(all)
}

function endsBefore({ to }: Step, from: When): boolean {
  return to.after === undefined && from.after === undefined && to.ms <= from.ms
}
