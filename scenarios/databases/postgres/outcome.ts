import { describeError } from '../../../history/errors.ts'

/**
 * SQLSTATEs (or whole classes of two letters) after which the statement certainly did not take effect. Whatever is
 * not in this table may have: a connection lost, an administrator's shutdown (57P01) or a crash (57P02) in the
 * middle of COMMIT says nothing of the commit.
 */
const certainlyNot = new Set([
  '08001', // could not connect
  '08004', // connection refused by the server
  '0A', // feature not supported
  '22', // data exception
  '23', // constraint violation
  '25', // invalid transaction state, read-only transactions (25006) included
  '26', // unknown prepared statement
  '28', // wrong password
  '3D', // no such database
  '40001', // serialization failure
  '40P01', // deadlock
  '42', // syntax error or missing table
  '53', // out of disk, memory or connections
  '54', // program limit exceeded
  '55', // lock not available, object in use
  '57P03', // the server is starting up or shutting down
  'P0', // raised by a function
])

/** `fail` where the error proves that nothing happened, otherwise `info`: nobody knows. */
export function outcomeOf(error: unknown): 'fail' | 'info' {
  const code = sqlState(error)
  if (code === undefined) return 'info'
  return certainlyNot.has(code) || certainlyNot.has(code.slice(0, 2)) ? 'fail' : 'info'
}

/** The SQLSTATE or the socket's error code in front of the message, so that reports can count kinds of errors. */
export function errorText(error: unknown): string {
  const code = (error as { code?: string } | undefined)?.code
  return code === undefined ? describeError(error) : `${code} ${describeError(error)}`
}

/** What a client is told of a transaction over several servers, of which one may have committed by then; nobody knows. */
export function inItsCommit(error: unknown): Error {
  return new Error(`${errorText(error)} (in its commit)`)
}

function sqlState(error: unknown): string | undefined {
  const code = (error as { code?: unknown } | undefined)?.code
  return typeof code === 'string' && /^[0-9A-Z]{5}$/.test(code) && !code.startsWith('E')
    ? code
    : undefined
}
