import { SplitbrainError } from '../errors.ts'
import type { Key, Operation, OpType } from './operation.ts'

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
}

/**
 * A history in columns, one row an operation line: a million operations cost tens of megabytes, not a gigabyte.
 * `pair[i]` is the row of the other half (an invocation's completion and the reverse), −1 where there is none:
 * an invocation without a completion is as indeterminate as one that ended in `info`.
 */
export class History {
  readonly length: number
  /** The client's number, or FAULT_PROCESS. */
  readonly process: Int32Array
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
  readonly pair: Int32Array
  readonly completionOnly: boolean

  constructor(builder: HistoryBuilder, pair: Int32Array) {
    this.length = builder.length
    this.process = Int32Array.from(builder.process)
    this.type = Uint8Array.from(builder.type)
    this.f = Uint16Array.from(builder.f)
    this.names = builder.names.list
    this.key = Int32Array.from(builder.key)
    this.keys = builder.keys.list
    this.value = builder.value
    this.timeNs = Float64Array.from(builder.timeNs)
    this.node = Int32Array.from(builder.node)
    this.nodes = builder.nodes.list
    this.errors = builder.errors
    this.pair = pair
    this.completionOnly = builder.completionOnly
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
    const error = this.errors.get(row)
    if (error !== undefined) operation.error = error
    return operation
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
  readonly process: number[] = []
  readonly type: number[] = []
  readonly f: number[] = []
  readonly names = new Interned<string>()
  readonly key: number[] = []
  readonly keys = new Interned<Key>()
  readonly value: unknown[] = []
  readonly timeNs: number[] = []
  readonly node: number[] = []
  readonly nodes = new Interned<string>()
  readonly errors = new Map<number, string>()
  readonly completionOnly: boolean
  private readonly pair: number[] = []
  private readonly open = new Map<number, number>()

  constructor(options: HistoryOptions = {}) {
    this.completionOnly = options.completionOnly ?? false
  }

  get length(): number {
    return this.type.length
  }

  /** `where` names the place in the source, as in "history.jsonl:17", for the error's sentence. */
  push(operation: Omit<Operation, 'index'>, where = `operation ${this.length}`): void {
    const row = this.length
    const type = opTypes.indexOf(operation.type)
    if (type < 0)
      throw bad(where, `type is ${JSON.stringify(operation.type)}, not invoke, ok, fail or info`)
    const process = operation.process === 'fault' ? FAULT_PROCESS : operation.process
    if (!Number.isSafeInteger(process))
      throw bad(where, `process is ${JSON.stringify(process)}, not a whole number or "fault"`)
    if (row > 0 && operation.timeNs < this.timeNs[row - 1]) throw bad(where, 'time runs backwards')
    this.pair.push(this.completionOnly ? -1 : this.pairUp(row, process, type, operation.f, where))
    this.process.push(process)
    this.type.push(type)
    this.f.push(this.names.id(operation.f))
    this.key.push(this.keys.id(operation.key))
    this.value.push(operation.value)
    this.timeNs.push(operation.timeNs)
    this.node.push(this.nodes.id(operation.node))
    if (operation.error !== undefined) this.errors.set(row, operation.error)
  }

  build(): History {
    return new History(this, Int32Array.from(this.pair))
  }

  private pairUp(row: number, process: number, type: number, f: string, where: string): number {
    // Several faults may be under way at once, so a fault's process is told apart by its name too.
    const slot = process === FAULT_PROCESS ? -2 - this.names.id(f) : process
    const start = this.open.get(slot)
    if (type === INVOKE) {
      if (start !== undefined)
        throw bad(where, `process ${process} starts ${f} while its operation ${start} is under way`)
      this.open.set(slot, row)
      return -1
    }
    if (start === undefined)
      throw bad(where, `process ${process} ends an operation that it never started`)
    if (this.names.list[this.f[start]] !== f)
      throw bad(where, `process ${process} ends ${f} but started ${this.names.list[this.f[start]]}`)
    this.open.delete(slot)
    this.pair[start] = row
    return start
  }
}

function bad(where: string, what: string): SplitbrainError {
  return new SplitbrainError('history', `${where}: ${what}.`)
}
