import { FAIL, INFO, type History } from '../../history/history.ts'
import type { Buckets } from './buckets.ts'

/**
 * SQLSTATEs with which the database did its work and said no: constraint violation, transaction rollback, a lock that took
 * too long; and MariaDB's numbers for the same.
 */
const ANSWERED = /^(?:(?:23|40)[0-9A-Z]{3}|55P03|1020|1048|1062|1205|1213|1452|4025)\b/
/** A SQLSTATE, or MariaDB's number. */
const CODE = /^(?:(?=[0-9A-Z]*\d)[0-9A-Z]{5}|\d{4})\b/
const ERRNO = /\bE[A-Z]{3,}\b/

export interface ErrorClass {
  /** The database's code, the socket's error code, or else the message with its numbers left out. */
  error: string
  count: number
  /** How many in each interval of `throughput`. */
  series: number[]
}

/**
 * Whether an operation's end is a sign that the service was away. A `fail` without an error is an answer
 * (a compare-and-set that did not match), and so is a conflict between transactions.
 */
export function isOutage(history: History, row: number): boolean {
  if (!history.isClients(row)) return false
  if (history.type[row] === INFO) return true
  const error = history.errors.get(row)
  return history.type[row] === FAIL && error !== undefined && !ANSWERED.test(error)
}

/** The clients' errors by class, the most frequent first. */
export function errorClasses(history: History, buckets: Buckets): ErrorClass[] {
  const classes = new Map<string, ErrorClass>()
  for (const [row, message] of history.errors) {
    if (!history.isClients(row)) continue
    const error = classOf(message)
    const found = classes.get(error) ?? { error, count: 0, series: zeros(buckets.count) }
    found.count++
    found.series[buckets.of(history.timeNs[row])]++
    classes.set(error, found)
  }
  return [...classes.values()].toSorted((a, b) => b.count - a.count)
}

/** What kinds of errors are counted by. */
export function classOf(message: string): string {
  const code = CODE.exec(message) ?? ERRNO.exec(message)
  return code ? code[0] : message.replaceAll(/\d+/g, '…').slice(0, 80)
}

function zeros(length: number): number[] {
  return Array.from({ length }, () => 0)
}
