import { INVOKE, OK, type History } from '../../history/history.ts'

/** `rows` is a whole table of one node, `ledger` a bank's transfers, `inspect` what a tool says of a node. */
const readers = new Set(['read', 'rows', 'ledger', 'inspect'])

/** Whether an operation only reads: by its name, or as a transaction without a write. */
export function isRead(history: History, row: number): boolean {
  const name = history.names[history.f[row]]
  if (name !== 'txn') return readers.has(name)
  const value = history.value[row]
  return Array.isArray(value) && value.every((micro) => Array.isArray(micro) && micro[0] === 'r')
}

/** Longest waits for a success, in seconds; `null` where nobody asked. */
export interface Gaps {
  longestWriteGapSeconds: number | null
  longestReadGapSeconds: number | null
}

/** A gap is time in which somebody asked and nobody was answered: a pause in the load is none. */
export function longestGaps(history: History): Gaps {
  const reads = new Wait()
  const writes = new Wait()
  for (let row = 0; row < history.length; row++) {
    if (!history.isClients(row)) continue
    const pair = history.pair[row]
    const start = history.type[row] === INVOKE ? row : pair < 0 ? row : pair
    const wait = isRead(history, start) ? reads : writes
    if (history.type[row] === INVOKE) wait.ask(history.timeNs[row], pair >= 0)
    else wait.answer(history.timeNs[row], history.type[row] === OK, pair >= 0)
  }
  return {
    longestWriteGapSeconds: writes.longestSeconds(),
    longestReadGapSeconds: reads.longestSeconds(),
  }
}

class Wait {
  private longestNs = -1
  private sinceNs: number | null = null
  private lastNs = 0
  private underWay = 0

  /** An operation that never ends asks once and then waits no longer: nobody knows when its client gave up. */
  ask(timeNs: number, ends: boolean): void {
    this.sinceNs ??= timeNs
    this.lastNs = timeNs
    if (ends) this.underWay++
  }

  answer(timeNs: number, ok: boolean, asked: boolean): void {
    this.sinceNs ??= timeNs
    this.lastNs = timeNs
    if (asked) this.underWay--
    if (!ok) return
    this.longestNs = Math.max(this.longestNs, timeNs - this.sinceNs)
    this.sinceNs = this.underWay > 0 ? timeNs : null
  }

  longestSeconds(): number | null {
    const lastNs = this.sinceNs === null ? -1 : this.lastNs - this.sinceNs
    const longestNs = Math.max(this.longestNs, lastNs)
    return longestNs < 0 ? null : longestNs / 1e9
  }
}
