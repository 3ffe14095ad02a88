import type { Credentials } from '../databases/postgres/connect.ts'
import type { Endpoint } from '../../runner/runtimes/runtime.ts'
import type { Latencies } from '../../runner/latencies.ts'
import type { Mix } from './mixes.ts'

/** A server as clients reach it. */
export interface Target {
  endpoint: Endpoint
  credentials: Credentials
}

/** A load as it is asked for; all of it is data. */
export interface LoadAsked {
  /** The one who takes writes. */
  target: Target
  /** Whom scripts of a replica ask, each client one of them; absent where that is the target. */
  replicas?: readonly Target[]
  mix: Mix
  /** Connections, each with one transaction at a time. */
  clients: number
  seconds: number
  /** Before that, unmeasured. */
  warmUpSeconds?: number
  /** Open loop: transactions a second, whether or not anybody is free. Absent: closed loop, one after the other. */
  rate?: number
  seed: number
  /** What the tables were filled by: so many times 100 000 accounts. */
  scale: number
  /** Whether a transaction's statements are sent without waiting for each answer. Default true. */
  pipelined?: boolean
  /** Where a history of the load goes, a file that is not there yet. */
  history?: string
}

/** What a load showed. */
export interface Loaded {
  /** From the first start to the last answer. */
  seconds: number
  /** Those that were done; what failed is no part of them. */
  transactions: number
  /** By SQLSTATE, those that the server rolled back for others' sake (class 40). */
  failed: Record<string, number>
  /** How long each that was done took, from when it was planned to begin. */
  latencies: Latencies
  /** How much later than planned each began; of an open loop alone. */
  lateness?: Latencies
  /** Those that should have begun before the end, and never did; of an open loop alone. */
  notBegun?: number
  /** The client's own, of all processors, garbage collection included. */
  processorSeconds: number
}
