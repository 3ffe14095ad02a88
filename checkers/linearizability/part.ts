import type { Key } from '../../history/operation.ts'

/** The response of a call that nobody saw end: it may take effect at any time later, or never. */
export const NEVER = 2 ** 31 - 1

/**
 * The calls that must be ordered together, in columns, by their invocations. Times are places among the part's own
 * events (0, 1, 2, …): the history's order is all that counts.
 */
export interface Part {
  key?: Key
  length: number
  /** Number of invocations and responses. */
  events: number
  /** Row of the invocation in the history. */
  row: Int32Array
  invoke: Int32Array
  response: Int32Array
}
