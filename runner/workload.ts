import type { Checker } from '../checkers/checker.ts'
import type { Key, OpType } from '../history/operation.ts'
import type { Random } from './random.ts'
import type { Endpoint } from './runtimes/runtime.ts'
import type { Credentials } from './topology.ts'

/** What a process is about to do. */
export interface Request {
  f: string
  key?: Key
  value: unknown
}

/** How an operation ended, and what it returned. */
export interface Outcome {
  type: Exclude<OpType, 'invoke'>
  value: unknown
  error?: string
}

/** One process's own connection; it never reconnects by itself, for that would hide what is being measured. */
export interface Session {
  apply(request: Request): Promise<Outcome>
  /** False once an answer didn't come or the connection broke. */
  readonly usable: boolean
  close(): Promise<void>
}

export interface SessionOptions {
  endpoint: Endpoint
  credentials: Credentials
  timeoutMs: number
}

export interface Workload {
  name: string
  about: string
  /** Makes the tables; called once, before any process starts. */
  setup(options: SessionOptions): Promise<void>
  /** Endless requests; all processes draw from one of these, so values can be unique over the run. */
  requests(random: Random): () => Request
  /** Throws what can't be opened; an operation that finds no connection certainly did not happen. */
  connect(options: SessionOptions): Promise<Session>
  /** What is read once everything has healed. */
  finalReads(): Request[]
  checkers(): Checker[]
}
