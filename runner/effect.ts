import type { Effect } from '../history/effect.ts'
import { within } from './within.ts'

/** A server that hangs under its fault must not keep the fault from being taken back. */
const LIMIT_MS = 5_000

/** Asks what shows that a fault did something; what can't be told any more ends no run, and is told as such. */
export async function measured(
  effect: () => Promise<Effect | undefined>,
  limitMs: number = LIMIT_MS,
): Promise<Effect | undefined> {
  try {
    const late = new Error(`Nobody could tell within ${limitMs} ms.`)
    return await within(effect(), limitMs, late)
  } catch (error) {
    return {
      took: 'unknown',
      by: { because: error instanceof Error ? error.message : String(error) },
    }
  }
}
