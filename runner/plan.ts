import type { Fault } from './fault.ts'
import type { Random } from './random.ts'

const CALM_PART = 0.25
const JITTER_PART = 0.15
/** Of a fault's share or interval; the rest is for recovery. */
export const IN_FORCE_PART = 0.6

/** From when to when a fault is planned to be in force, in milliseconds of the load. */
export interface Share {
  fromMs: number
  toMs: number
}

/**
 * Divides the time after a calm quarter evenly between the faults, one after the other: each begins a random moment
 * into its share and is taken back after six tenths of it, so that recovery is seen under load too, unless it tells itself
 * how long it lasts. One that lasts for ever is taken back with the last.
 */
export function plan(
  faults: readonly Pick<Fault, 'lastsMs'>[],
  timeLimitMs: number,
  random: Random,
): Share[] {
  const calmMs = timeLimitMs * CALM_PART
  const shareMs = (timeLimitMs - calmMs) / Math.max(1, faults.length)
  const endMs = timeLimitMs - (1 - IN_FORCE_PART) * shareMs
  return faults.map(({ lastsMs }, i) => {
    const beginMs = calmMs + i * shareMs
    const fromMs = beginMs + random.float() * JITTER_PART * shareMs
    const toMs =
      lastsMs === undefined ? beginMs + IN_FORCE_PART * shareMs : Math.min(fromMs + lastsMs, endMs)
    return { fromMs, toMs }
  })
}

/**
 * The least time limit, in milliseconds, at which a plan of so many faults leaves each of them in force until a primary must
 * have been given up, which takes `detectionMs` at worst; and all have as much time as the fault that prepares its blow
 * for longest. What is left of each share is for recovery.
 */
export function leastTimeMs(faults: readonly Pick<Fault, 'leadMs'>[], detectionMs: number): number {
  const leadMs = Math.max(0, ...faults.map((fault) => fault.leadMs ?? 0))
  const shareMs = (leadMs + detectionMs) / (IN_FORCE_PART - JITTER_PART)
  return (faults.length * shareMs) / (1 - CALM_PART)
}
