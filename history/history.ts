import { SplitbrainError } from './errors.ts'
import { Columns } from './columns.ts'
import { kindByName, type EventKind } from './events.ts'
import { malformed } from './malformed.ts'
import type { Key, Operation, OpType } from './operation.ts'

/** What a server's own tool says of a node, once the run is over. */
export const INSPECT = 'inspect'
/** The process column holds numbers only: faults are this one. */
export const FAULT_PROCESS = -1

export const opTypes: readonly OpType[] = ['invoke', 'ok', 'fail', 'info']
export const INVOKE = 0
export const OK = 1
export const FAIL = 2
export const INFO = 3

export interface HistoryOptions {
  /** Completions without invocations are a history too (some tools record only those): no pairing is asked for. */
  completionOnly?: boolean
  /** Where the operations stand, for errors that name file and line. */
  file?: string
}

/**
 * A history in columns, one row an operation line: a million operations cost tens of megabytes, not a gigabyte.
 * `pair[i]` is the row of the other half (an invocation's completion and the reverse), −1 where there is none:
 * an invocation without a completion is as indeterminate as one that ended in `info`.
 */
export class History {
  readonly length: number
  /** The client's number, or FAULT_PROCESS. */
  readonly process: Float64Array
  /** INVOKE, OK, FAIL or INFO. */
  readonly type: Uint8Array
  /** Row of `names`. */
  readonly f: Uint16Array
  readonly names: readonly string[]
  /** Row of `keys`, −1 where the operation has no key. */
  readonly key: Int32Array
  readonly keys: readonly Key[]
  readonly value: readonly unknown[]
  readonly timeNs: Float64Array
  /** Row of `nodes`, −1 where no node is named. */
  readonly node: Int32Array
  readonly nodes: readonly string[]
  readonly errors: ReadonlyMap<number, string>
  /** Of each event of the process `fault`. */
  readonly kinds: ReadonlyMap<number, EventKind>
  /** Of the rows that had one: open-loop load's planned start. */
  readonly scheduledNs: ReadonlyMap<number, number>
  readonly pair: Int32Array
  readonly completionOnly: boolean
  /** The file it was read from and each row's line there, where it was read from one. */
  readonly source?: { file: string; line: Int32Array }

  constructor(builder: HistoryBuilder) {
    const { columns, length } = builder
    this.length = length
    this.process = columns.process.subarray(0, length)
    this.type = columns.type.subarray(0, length)
    this.f = columns.f.subarray(0, length)
    this.names = builder.names.list
    this.key = columns.key.subarray(0, length)
    this.keys = builder.keys.list
    this.value = builder.value
    this.timeNs = columns.timeNs.subarray(0, length)
    this.node = columns.node.subarray(0, length)
    this.nodes = builder.nodes.list
    this.errors = builder.errors
    this.kinds = builder.kinds
    this.scheduledNs = builder.scheduledNs
    this.pair = columns.pair.subarray(0, length)
    this.completionOnly = builder.completionOnly
    if (builder.file !== undefined)
      this.source = { file: builder.file, line: columns.line.subarray(0, length) }
  }

  static from(operations: Iterable<Operation>, options?: HistoryOptions): History {
    const builder = new HistoryBuilder(options)
    for (const operation of operations) builder.push(operation)
    return builder.build()
  }

  /** The row as the object it was. */
  operation(row: number): Operation {
    const operation: Operation = {
      index: row,
      process: this.process[row] === FAULT_PROCESS ? 'fault' : this.process[row],
      type: opTypes[this.type[row]],
      f: this.names[this.f[row]],
      value: this.value[row],
      timeNs: this.timeNs[row],
    }
    if (this.key[row] >= 0) operation.key = this.keys[this.key[row]]
    if (this.node[row] >= 0) operation.node = this.nodes[this.node[row]]
    const kind = this.kinds.get(row)
    if (kind !== undefined) operation.kind = kind
    const error = this.errors.get(row)
    if (error !== undefined) operation.error = error
    const scheduledNs = this.scheduledNs.get(row)
    if (scheduledNs !== undefined) operation.scheduledNs = scheduledNs
    return operation
  }

  /** Whether a client's operation stands in the row: no event, and not what a tool said of a node (`inspect`). */
  isClients(row: number): boolean {
    return this.process[row] !== FAULT_PROCESS && this.names[this.f[row]] !== INSPECT
  }

  /** The row's line in its file, from 1; `undefined` where it came from none. */
  line(row: number): number | undefined {
    return this.source?.line[row]
  }

  /** The row's place for an error's sentence: `history.jsonl:17`, or `operation 16` where it came from no file. */
  where(row: number): string {
    return this.source ? `${this.source.file}:${this.line(row)}` : `operation ${row}`
  }

  /** The number that stands for `name` in the column `f`, or −1 when no operation has it. */
  nameOf(name: string): number {
    return this.names.indexOf(name)
  }

  *operations(): Generator<Operation> {
    for (let row = 0; row < this.length; row++) yield this.operation(row)
  }
}

/** Small numbers for repeated values, in order of first appearance. */
class Interned<T> {
  readonly list: T[] = []
  private readonly ids = new Map<T, number>()

  id(value: T | undefined): number {
    if (value === undefined) return -1
    let id = this.ids.get(value)
    if (id === undefined) {
      id = this.list.push(value) - 1
      this.ids.set(value, id)
    }
    return id
  }
}

/** Collects operations into columns and pairs them; a history that can't be one is refused with its line. */
export class HistoryBuilder {
  readonly columns = new Columns()
  length = 0
  readonly names = new Interned<string>()
  readonly keys = new Interned<Key>()
  readonly value: unknown[] = []
  readonly nodes = new Interned<string>()
  readonly errors = new Map<number, string>()
  readonly kinds = new Map<number, EventKind>()
  readonly scheduledNs = new Map<number, number>()
  /** A reader may learn it from the first operation. */
  completionOnly: boolean
  readonly file?: string
  /** Rows of invocations without an end so far, by process; of faults by name, for several may be under way at once. */
  private readonly open: (number | undefined)[] = []
  private readonly openFaults: (number | undefined)[] = []

  constructor({ completionOnly = false, file }: HistoryOptions = {}) {
    this.completionOnly = completionOnly
    this.file = file
  }

  /** `line` is the place in the file, counted from 1, for the sentence of an error. */
  push(operation: Omit<Operation, 'index'>, line = this.length + 1): void {
    const { columns } = this
    const row = this.length
    const { type: phase, f: name, key, value, timeNs, node, error, scheduledNs } = operation
    const type = opTypes.indexOf(phase)
    if (type < 0)
      throw this.bad(line, `type is ${JSON.stringify(phase)}, not invoke, ok, fail or info`)
    const complaint = malformed(operation)
    if (complaint !== undefined) throw this.bad(line, complaint)
    const process = operation.process === 'fault' ? FAULT_PROCESS : operation.process
    if (row > 0 && timeNs < columns.timeNs[row - 1]) throw this.bad(line, 'time runs backwards')
    const f = this.names.id(name)
    const keyId = this.keys.id(key ?? undefined)
    const pair = this.completionOnly ? -1 : this.pairUp(row, process, type, f, keyId, line)
    columns.makeRoom(row)
    columns.pair[row] = pair
    columns.process[row] = process
    columns.type[row] = type
    columns.f[row] = f
    columns.key[row] = keyId
    this.value.push(value)
    columns.timeNs[row] = timeNs
    columns.node[row] = this.nodes.id(node)
    if (this.file !== undefined) columns.line[row] = line
    this.length++
    if (error !== undefined) this.errors.set(row, error)
    if (process === FAULT_PROCESS) this.kinds.set(row, operation.kind ?? kindByName(name))
    if (scheduledNs !== undefined) this.scheduledNs.set(row, scheduledNs)
  }

  build(): History {
    return new History(this)
  }

  private pairUp(
    row: number,
    process: number,
    type: number,
    f: number,
    key: number,
    line: number,
  ): number {
    const { columns } = this
    const [open, slot] = process === FAULT_PROCESS ? [this.openFaults, f] : [this.open, process]
    const start = open[slot]
    const name = this.names.list[f]
    if (type === INVOKE) {
      if (start !== undefined)
        throw this.bad(
          line,
          `process ${process} starts ${name} while its ${this.names.list[columns.f[start]]} is under way`,
        )
      open[slot] = row
      return -1
    }
    if (start === undefined)
      throw this.bad(line, `process ${process} ends an operation that it never started`)
    if (columns.f[start] !== f)
      throw this.bad(
        line,
        `process ${process} ends ${name} but started ${this.names.list[columns.f[start]]}`,
      )
    if (key >= 0 && key !== columns.key[start])
      throw this.bad(
        line,
        `process ${process} ends ${name} of ${this.keyText(key)} but started that of ${this.keyText(columns.key[start])}`,
      )
    open[slot] = undefined
    columns.pair[start] = row
    return start
  }

  private keyText(key: number): string {
    return key < 0 ? 'no key' : `key ${JSON.stringify(this.keys.list[key])}`
  }

  private bad(line: number, what: string): SplitbrainError {
    const where = this.file === undefined ? `operation ${line - 1}` : `${this.file}:${line}`
    return new SplitbrainError('history', `${where}: ${what}.`)
  }
}
