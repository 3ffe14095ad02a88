/**
 * What an event of the process `fault` is: something done to the cluster, its being taken back, what the operator did,
 * or what was only noticed, which changes nothing and excuses nothing.
 */
export const eventKinds = ['fault', 'undo', 'operator', 'observed'] as const
export type EventKind = (typeof eventKinds)[number]

/** The names that the operator's events had before events told their kind. */
const byName: Record<string, EventKind> = {
  detect: 'observed',
  fence: 'operator',
  failover: 'operator',
}

/** The kind of an event that was recorded without one. */
export function kindByName(f: string): EventKind {
  return byName[f] ?? (f.startsWith(UNDO) ? 'undo' : 'fault')
}

const UNDO = 'undo '

/** The name of the event that takes a fault back, and the reverse. */
export const undoOf = (fault: string): string => UNDO + fault
export const undoneBy = (undo: string): string => undo.slice(UNDO.length)

/** The name of the event that a condition which a schedule waited for has not come true. */
export const UNMET = 'unmet'
