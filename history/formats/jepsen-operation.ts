import type { OpType } from '../operation.ts'

/** An operation as Jepsen, Knossos, Porcupine and Elle write it, whatever the notation. */
export interface JepsenOperation {
  type: OpType
  /** Missing in Elle's own histories, which are of transactions. */
  f?: string | null
  /** A client's number or name, or none where it was not recorded; `nemesis` is no client. */
  process?: unknown
  value?: unknown
  key?: string | number
  /** Nanoseconds; Jepsen's order is the order of lines, so these may be missing, or run backwards a little. */
  time?: number | string
  error?: unknown
}
