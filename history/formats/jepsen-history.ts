import { HistoryBuilder } from '../history.ts'
import type { History } from '../history.ts'
import type { Operation, OpType } from '../operation.ts'
import { Clients } from './clients.ts'
import type { JepsenOperation } from './jepsen-operation.ts'
import { badLine, type Source } from './source.ts'

/** Clients that are named in the sentence about them. */
const NAMED = 5

/**
 * Builds a History from Jepsen's operations, which differ from ours in some ways: times don't count, clients may have
 * names, the nemesis writes `info` for both ends of a fault, and some tools record only completions.
 */
export class JepsenHistory {
  private readonly builder: HistoryBuilder
  private readonly source: Source
  private readonly faults = new Set<string>()
  private readonly clients = new Clients()
  private lastNs = -1
  private backwards = 0
  private knowsClients = false

  constructor(source: Source) {
    this.source = source
    this.builder = new HistoryBuilder(source)
  }

  push(operation: JepsenOperation, line: number): void {
    const { type, value = null, key, error } = operation
    const f = operation.f ?? 'txn'
    const timeNs = this.timeOf(operation)
    const told: Omit<Operation, 'index'> = { process: 'fault', type, f, value, timeNs }
    if (isFault(operation.process)) told.type = this.faultType(f)
    else {
      told.process = this.clientOf({ ...operation, f }, line)
      if (!this.knowsClients) this.builder.completionOnly = type !== 'invoke'
      else if (this.builder.completionOnly && type === 'invoke')
        throw badLine(this.source, line, 'here an operation starts, but none of those before did')
      this.knowsClients = true
      if (f !== operation.f && !isTransaction(value))
        throw badLine(this.source, line, 'f is missing, and the value is no transaction')
    }
    if (key !== undefined) told.key = key
    if (error !== undefined && error !== null)
      told.error = typeof error === 'string' ? error : JSON.stringify(error)
    this.builder.push(told, line)
  }

  build(): History {
    const { warnings, file } = this.source
    if (this.backwards > 0)
      warnings.push(
        `${file}: times run backwards ${this.backwards} times; the order of the operations counts.`,
      )
    const names = [...this.clients.names]
    if (names.length > 0) {
      const told = names.slice(0, NAMED).map(([name, number]) => `${name} is ${number}`)
      const more = names.length > NAMED ? ` and ${names.length - NAMED} more` : ''
      warnings.push(`${file}: clients are numbers from here on: ${told.join(', ')}${more}.`)
    }
    return this.builder.build()
  }

  private clientOf(operation: JepsenOperation, line: number): number {
    const { process } = operation
    const found =
      typeof process === 'number'
        ? this.clients.numbered(process)
        : typeof process === 'string'
          ? this.clients.named(process)
          : process === undefined || process === null
            ? this.clients.nameless(operation)
            : { complaint: `process is ${JSON.stringify(process)}, not a number or a name` }
    if ('process' in found) return found.process
    throw badLine(this.source, line, found.complaint)
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

/** `fault` is Splitbrain's own name for it. */
export function isFault(process: unknown): boolean {
  return process === 'nemesis' || process === 'fault'
}

/** What was not known is null. */
function isTransaction(value: unknown): boolean {
  return value === null || (Array.isArray(value) && value.every(Array.isArray))
}
