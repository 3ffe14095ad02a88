import type { ErrorCode } from '../../../history/errors.ts'
import type { Loaded } from '../asked.ts'

/** A load's figures, with histograms in the format of their logs. */
export interface Figures extends Omit<Loaded, 'latencies' | 'lateness'> {
  latencies: string
  lateness?: string
}

/** What the client's process answers, once. */
export type Told = { done: Figures } | { failed: { code: ErrorCode; message: string } }
