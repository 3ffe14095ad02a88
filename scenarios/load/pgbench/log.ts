import { SplitbrainError } from '../../../history/errors.ts'
import { Latencies } from '../../../runner/latencies.ts'

/** What the logs of transactions add up to. */
export interface Logged {
  /** From the planned start under a rate, in nanoseconds; pgbench itself tells microseconds. */
  latencies: Latencies
  lateness: Latencies
  /** By SQLSTATE. */
  failed: Record<string, number>
}

/** What stands in the place of a time, with `--failures-detailed`. */
const failures: Record<string, string> = { serialization: '40001', deadlock: '40P01' }

export function emptyLog(): Logged {
  return { latencies: new Latencies(), lateness: new Latencies(), failed: {} }
}

/** Adds a line of `pgbench --log`: client, transaction, time in µs or why it failed, script, epoch, µs, and under a rate the lag. */
export function addLine(line: string, logged: Logged): void {
  const [, , took, , , , lag] = line.split(' ')
  const sqlState = failures[took]
  if (sqlState !== undefined) logged.failed[sqlState] = (logged.failed[sqlState] ?? 0) + 1
  else if (!/^\d+$/.test(took ?? ''))
    throw new SplitbrainError('crash', `pgbench logged what is no transaction: ${line}`)
  else {
    logged.latencies.record(Number(took) * 1000)
    if (lag !== undefined) logged.lateness.record(Number(lag) * 1000)
  }
}
