import { within } from '../../runner/within.ts'

/** A primary whose disk hangs answers nobody, and is not waited for. */
const LIMIT_MS = 2_000
const silent = new Error('The primary did not say what it holds back')

/** What commits hold back at a primary, by its own word; nothing where it is dead or does not say. */
export function heldAt<T>(primary: { held(): Promise<T> }): Promise<T | undefined> {
  return within(primary.held(), LIMIT_MS, silent).catch(() => undefined)
}
