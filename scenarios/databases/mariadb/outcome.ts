import { describeError } from '../../../history/errors.ts'

/**
 * Numbers of the server's errors after which the statement, and the transaction that it ends, certainly did not take
 * effect. Whatever is not in this table may have: a connection lost, a statement that was interrupted (1317) or ended by
 * a shutdown (1053), an error in the middle of COMMIT (1180).
 */
const certainlyNot = new Set([
  1020, // the row has changed since this transaction's snapshot (innodb_snapshot_isolation)
  1040, // too many connections
  1044, // no right to the database
  1045, // wrong password
  1048, // a column can't be null
  1049, // no such database
  1054, // no such column
  1062, // duplicate key
  1064, // syntax error
  1099, // what LOCK TABLES lets be read alone
  1114, // table full
  1130, // host not allowed
  1142, // no right to the table
  1146, // no such table
  1203, // too many connections of a user
  1205, // a lock was not had in time; of a read, what it waited for was not applied in time
  1213, // deadlock; here also a transaction that was not certified, or that another node's was let pass
  1264, // out of range
  1290, // the server is read-only
  1406, // data too long
  1452, // foreign key
  1690, // out of range as it was computed
  1792, // a read-only transaction can't write
  1836, // the server is in read-only mode
  4025, // constraint
])

/** What a node says before it looks at a statement where it is not in a primary component, or not up to date. */
const UNPREPARED = 1047
const unprepared = /not yet prepared node/

/** `fail` where the error proves that nothing happened, otherwise `info`: nobody knows. */
export function outcomeOf(error: unknown): 'fail' | 'info' {
  const number = numberOf(error)
  if (number === undefined) return 'info'
  return certainlyNot.has(number) || isUnprepared(error) ? 'fail' : 'info'
}

/** Whether a node refuses statements for as long as it has no part in its cluster. */
export function isUnprepared(error: unknown): boolean {
  return numberOf(error) === UNPREPARED && unprepared.test(describeError(error))
}

/** The server's number or the socket's error code in front of the message, so that reports can count kinds of errors. */
export function errorText(error: unknown): string {
  const code = numberOf(error) ?? (error as { code?: string } | undefined)?.code
  return code === undefined ? describeError(error) : `${code} ${describeError(error)}`
}

/** What has no SQLSTATE was not told by the server. */
function numberOf(error: unknown): number | undefined {
  const { errno, sqlState } = (error ?? {}) as { errno?: number; sqlState?: string }
  return sqlState === undefined || errno === undefined || errno < 1000 ? undefined : errno
}
