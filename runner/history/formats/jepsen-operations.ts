import { HistoryBuilder } from '../history.ts'
import type { History } from '../history.ts'
import type { Operation, OpType } from '../operation.ts'
import { Nameless } from './nameless.ts'
import { badLine, type Source } from './source.ts'

/** An operation as Jepsen, Knossos, Porcupine and Elle write it, whatever the notation. */
export interface JepsenOperation {
  type: OpType
  f: string
  /** A client's number, or none where it was not recorded; anything else (`nemesis`) is no client. */
  process?: unknown
  value?: unknown
  key?: string | number
  /** Nanoseconds; Jepsen's order is the order of lines, so these may be missing, or run backwards a little. */
  time?: number | string
  error?: unknown
}

/**
 * Builds a History from Jepsen's operations, which differ from ours in three ways: times don't count, the nemesis
 * writes `info` for both ends of a fault, and some tools record only completions.
 */
export class JepsenHistory {
  private readonly builder: HistoryBuilder
  private readonly source: Source
  private readonly faults = new Set<string>()
  private readonly nameless = new Nameless()
  private lastNs = -1
  private backwards = 0
  private knowsClients = false

  constructor(source: Source) {
    this.source = source
    this.builder = new HistoryBuilder(source)
  }

  push(operation: JepsenOperation, line: number): void {
    const { type, f, value = null, key, error } = operation
    const process = operation.process ?? this.processOf(operation, line)
    const timeNs = this.timeOf(operation)
    const told: Omit<Operation, 'index'> = { process: 'fault', type, f, value, timeNs }
    if (typeof process === 'number') {
      told.process = process
      if (!this.knowsClients) this.builder.completionOnly = type !== 'invoke'
      else if (this.builder.completionOnly && type === 'invoke')
        throw badLine(this.source, line, 'here an operation starts, but none of those before did')
      this.knowsClients = true
    } else told.type = this.faultType(f)
    if (key !== undefined) told.key = key
    if (error !== undefined && error !== null)
      told.error = typeof error === 'string' ? error : JSON.stringify(error)
    this.builder.push(told, line)
  }

  build(): History {
    if (this.backwards > 0)
      this.source.warnings.push(
        `${this.source.file}: times run backwards ${this.backwards} times; the order of the operations counts.`,
      )
    return this.builder.build()
  }

  private processOf(operation: JepsenOperation, line: number): number {
    const found = this.nameless.processOf(operation)
    if ('process' in found) return found.process
    throw badLine(
      this.source,
      line,
      `this may end any of ${found.several} operations; give every operation its process`,
    )
  }

  private timeOf(operation: JepsenOperation): number {
    // A very large one comes as its digits.
    const time = Number(operation.time ?? NaN)
    const hasTime = time >= 0
    if (hasTime && time < this.lastNs) this.backwards++
    this.lastNs = hasTime ? Math.max(time, this.lastNs) : this.lastNs + 1
    return this.lastNs
  }

  /** The first `info` of a fault begins it, the second ends it. */
  private faultType(f: string): OpType {
    if (this.faults.delete(f)) return 'ok'
    this.faults.add(f)
    return 'invoke'
  }
}
