/** The process exit codes, in one list; a crash outranks fail, fail outranks unknown, unknown outranks performance. */
export const exitCodes = {
  ok: 0,
  fail: 1,
  unknown: 2,
  performance: 3,
  usage: 64,
  crash: 70,
  interrupted: 130,
} as const

/** What kind of trouble it is: `usage` and `history` are the caller's to mend, the others are the machine's or ours. */
export type ErrorCode =
  | 'usage'
  | 'history'
  | 'unavailable'
  | 'runtime'
  | 'timeout'
  | 'crash'
  | 'interrupted'

const exitCodeOf: Record<ErrorCode, number> = {
  usage: exitCodes.usage,
  history: exitCodes.usage,
  unavailable: exitCodes.crash,
  runtime: exitCodes.crash,
  timeout: exitCodes.crash,
  crash: exitCodes.crash,
  interrupted: exitCodes.interrupted,
}

/** The one error class: `message` is a sentence that says what to do, `cause` is what happened underneath. */
export class SplitbrainError extends Error {
  override readonly name = 'SplitbrainError'
  readonly code: ErrorCode

  constructor(code: ErrorCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
  }

  get exitCode(): number {
    return exitCodeOf[this.code]
  }
}

/** The text of anything that was thrown, on one line, with its causes. */
export function describeError(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const own = (error.message || error.name).split('\n')[0]
  if (error instanceof AggregateError && error.errors.length > 0)
    return `${own}: ${error.errors.map(describeError).join('; ')}`
  return error.cause === undefined ? own : `${own} (${describeError(error.cause)})`
}
