import type { EventKind } from './events.ts'

/** `fail`: it certainly did not happen. `info`: nobody knows whether it happened. */
export type OpType = 'invoke' | 'ok' | 'fail' | 'info'

/** A logical client that does one thing at a time; faults stand in the same history as process `fault`. */
export type Process = number | 'fault'

export type Key = number | string

/**
 * One line of a history: the start (`invoke`) or the end of an operation.
 * `timeNs` are monotonic nanoseconds since the run began, from the harness's clock alone.
 * Values by `f`: `read` and `write` a register's value, `cas` `[old, new]`, `add` one element, `read` of a set
 * the list of its elements, `txn` a list of micro-operations `["append"|"r"|"w", key, value]`.
 */
export interface Operation {
  index: number
  process: Process
  type: OpType
  f: string
  key?: Key
  value: unknown
  timeNs: number
  /** Who was asked or answered; several that did so together are named `n1+n2`. */
  node?: string
  /** Of an invocation under open-loop load: when it was planned to start, so that waiting counts as latency. */
  scheduledNs?: number
  error?: string
  /** Of events of the process `fault`; older histories leave it out. */
  kind?: EventKind
  /** In a witness: where it stands in the file that was judged, from 1. */
  line?: number
}
