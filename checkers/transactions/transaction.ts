import { SplitbrainError } from '../../history/errors.ts'
import { FAIL, FAULT_PROCESS, INFO, INVOKE, OK, type History } from '../../history/history.ts'
import type { Key } from '../../history/operation.ts'
import { byteColumn, int32Column } from './columns.ts'

/** `["append", key, element]`, `["w", key, value]`, or `["r", key, what was read]`. */
export type MicroOp = [kind: string, key: Key, value?: unknown]

/**
 * The transactions of a history in the order in which they began, and their micro-operations in flat columns:
 * those of transaction t lie in first[t] ≤ m < first[t + 1].
 */
export class Transactions {
  readonly history: History
  readonly count: number
  /** OK, FAIL or INFO; one that never ended is INFO. */
  readonly outcome: Uint8Array
  /** 1 if it was acknowledged, or if some read shows that it happened though nobody acknowledged it. */
  readonly happened: Uint8Array
  /** The row that says what it did: its completion's if it was acknowledged, otherwise its invocation's. */
  readonly row: Int32Array
  /** Rows of the invocation and of the completion, −1 where there is none. */
  readonly begin: Int32Array
  readonly end: Int32Array
  readonly first: Int32Array
  readonly isWrite: Uint8Array
  readonly key: Int32Array
  readonly keys: readonly Key[]
  /** What each micro-operation wrote or read; null for nothing. */
  readonly value: unknown[]

  /** `write` is the one micro-operation beside reads: any other is a `history` error. */
  constructor(history: History, write: 'append' | 'w') {
    this.history = history
    const rows = transactionRows(history)
    this.count = rows.length
    this.outcome = byteColumn(this.count)
    this.happened = byteColumn(this.count)
    this.row = int32Column(this.count)
    this.begin = int32Column(this.count)
    this.end = int32Column(this.count)
    this.first = int32Column(this.count + 1)
    for (let t = 0; t < this.count; t++) this.place(t, rows[t])

    const total = this.first[this.count]
    this.isWrite = byteColumn(total)
    this.key = int32Column(total)
    this.value = Array.from({ length: total })
    const ids = new Map<Key, number>()
    for (let t = 0, m = 0; t < this.count; t++)
      for (const op of this.ops(t)) {
        if (!Array.isArray(op) || (op[0] !== 'r' && op[0] !== write))
          throw this.bad(t, `has the micro-operation ${JSON.stringify(op)}, ${butKnown(write, op)}`)
        const key = scalar(op[1])
        if (key === undefined)
          throw this.bad(t, `has the micro-operation ${JSON.stringify(op)}, without a key`)
        let id = ids.get(key)
        if (id === undefined) ids.set(key, (id = ids.size))
        this.isWrite[m] = op[0] === write ? 1 : 0
        this.key[m] = id
        this.value[m++] = op[2] ?? null
      }
    this.keys = [...ids.keys()]
  }

  ops(t: number): MicroOp[] {
    return this.history.value[this.row[t]] as MicroOp[]
  }

  /** Its place in the history, as errors name it. */
  where(t: number): string {
    return this.history.where(this.row[t])
  }

  /** Some read shows what it wrote. */
  show(t: number): void {
    if (this.outcome[t] !== FAIL) this.happened[t] = 1
  }

  bad(t: number, what: string): SplitbrainError {
    return new SplitbrainError('history', `${this.where(t)}: the transaction ${what}.`)
  }

  private place(t: number, row: number): void {
    const { history } = this
    const completed = history.type[row] !== INVOKE
    this.begin[t] = completed ? -1 : row
    this.end[t] = completed ? row : history.pair[row]
    const end = this.end[t]
    this.outcome[t] = end < 0 ? INFO : history.type[end]
    this.happened[t] = this.outcome[t] === OK ? 1 : 0
    const asked: unknown = completed ? undefined : history.value[row]
    const told: unknown = end < 0 ? undefined : history.value[end]
    this.row[t] = end >= 0 && (this.outcome[t] === OK || !Array.isArray(asked)) ? end : row
    const ops = history.value[this.row[t]]
    if (!Array.isArray(ops))
      throw this.bad(t, `is not a list of micro-operations: ${JSON.stringify(ops)}`)
    this.first[t + 1] = this.first[t] + ops.length
    if (!Array.isArray(asked) || !Array.isArray(told)) return
    const stray = strayOf(asked, told, this.outcome[t] === OK)
    if (stray !== undefined)
      throw new SplitbrainError(
        'history',
        `${history.where(end)}: the transaction ends with ${stray}, unlike ${history.where(row)}, where it begins: an end must tell of the same micro-operations as its start.`,
      )
  }
}

/**
 * What a completion tells otherwise than its invocation: one that was acknowledged has done all that was asked of it,
 * of any other what it tells must at least have been asked.
 */
function strayOf(
  asked: readonly unknown[],
  told: readonly unknown[],
  isAll: boolean,
): string | undefined {
  if (isAll && asked.length !== told.length)
    return `${told.length} micro-operations instead of ${asked.length}`
  const stray = told.find((op, i) =>
    isAll ? !isSame(asked[i], op) : !asked.some((other) => isSame(other, op)),
  )
  return stray === undefined ? undefined : JSON.stringify(stray)
}

/** Of reads only the completion says what they returned. */
function isSame(asked: unknown, told: unknown): boolean {
  if (!Array.isArray(asked) || !Array.isArray(told)) return scalar(asked) === scalar(told)
  if (asked[0] !== told[0] || !isEqual(asked[1], told[1])) return false
  return told[0] === 'r' || isEqual(asked[2], told[2])
}

function isEqual(a: unknown, b: unknown): boolean {
  return a === b || scalar(a) === scalar(b)
}

function butKnown(write: 'append' | 'w', op: unknown): string {
  const [these, others, other] =
    write === 'append' ? ['lists', 'registers', 'w'] : ['registers', 'lists', 'append']
  return Array.isArray(op) && op[0] === other
    ? `which is for ${others}, but all keys of a history must be ${these} here`
    : `but there are only "r" and "${write}"`
}

/** Rows where a transaction begins, or where it ends if beginnings were not recorded. */
function transactionRows(history: History): Int32Array {
  const txn = history.nameOf('txn')
  const rows = int32Column(history.length)
  let count = 0
  for (let row = 0; row < history.length; row++) {
    if (history.f[row] !== txn) continue
    if (history.process[row] === FAULT_PROCESS)
      throw new SplitbrainError(
        'history',
        `${history.where(row)}: the transaction's process is not a number, so it is no client.`,
      )
    if (history.type[row] === INVOKE || history.pair[row] < 0) rows[count++] = row
  }
  return rows.subarray(0, count)
}

/** Lists and maps make keys and values too; they are told apart by their text. */
export function scalar(value: unknown): Key | undefined {
  if (typeof value === 'number' || typeof value === 'string') return value
  if (value === null || value === undefined) return undefined
  return JSON.stringify(value)
}

export { FAIL, INFO, OK }
