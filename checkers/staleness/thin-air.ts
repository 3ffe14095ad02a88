import { FAIL, OK, type History } from '../../history/history.ts'
import { clientCalls, outcome, wholeOperations } from '../availability/calls.ts'
import type { About, Anomaly, CheckResult, Checker } from '../checker.ts'
import { identityOf } from '../durability/value-index.ts'
import { judged } from '../invariants/judged.ts'
import { microsOf } from './registers.ts'

export interface ThinAirResult extends CheckResult {
  /** Reads of registers. */
  reads: number
}

/**
 * Whether each read of a register saw what it held at first, or what somebody had begun to write before the read ended
 * and what did not certainly fail. How old that is doesn't matter, so this judges any copy.
 */
export function thinAir(): Checker<ThinAirResult> {
  return {
    name: 'thin-air',
    about: 'Whether reads of registers saw only what somebody wrote, however old',
    check,
  }
}

function check(history: History, { initial = null }: About): ThinAirResult {
  const written = writes(history)
  let reads = 0
  const found: Anomaly[] = []
  clientCalls(history, (start, end) => {
    if (outcome(history, end) !== OK) return
    for (const [f, key, value] of microsOf(history, start, end)) {
      if (f !== 'r') continue
      reads++
      if (identityOf(value) === identityOf(initial)) continue
      const write = written.get(identityOf([key, value]))
      if (write === undefined || write > end) found.push(anomaly(history, end, [key, value], write))
    }
  })
  return { ...judged(found, reads === 0 ? 'There was no read of a register.' : null), reads }
}

/** The row at which each value of each key was first about to be written, without writes that certainly failed. */
function writes(history: History): Map<unknown, number> {
  const first = new Map<unknown, number>()
  clientCalls(history, (start, end) => {
    const type = outcome(history, end)
    if (type === FAIL) return
    for (const [f, key, value] of microsOf(history, start, type === OK ? end : start)) {
      const identity = identityOf([key, value])
      if (f === 'w' && !first.has(identity)) first.set(identity, start)
    }
  })
  return first
}

function anomaly(
  history: History,
  end: number,
  [key, value]: [unknown, unknown],
  write: number | undefined,
): Anomaly {
  // A transaction names its keys itself; any other operation has at most one, which stands in the table of keys.
  const name = isTransaction(history, end) ? key : history.keys[key as number]
  const of = name === undefined ? '' : ` of key ${String(name)}`
  const why = write === undefined ? 'which nobody wrote' : 'which was written only after it'
  return {
    name: write === undefined ? 'thin-air read' : 'future read',
    summary: `A read${of} saw ${JSON.stringify(value)}, ${why}.`,
    witness: wholeOperations(history, write === undefined ? [end] : [end, write]),
  }
}

function isTransaction(history: History, row: number): boolean {
  return history.f[row] === history.nameOf('txn')
}
