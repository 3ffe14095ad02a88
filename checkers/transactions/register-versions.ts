import type { Key } from '../../runner/history/operation.ts'
import { show } from './text.ts'
import { OK, scalar, type Transactions } from './transaction.ts'

/**
 * Every value that a register ever had is a version, numbered over all keys; version k, for each key k, is its state
 * before any write. A value is written once per key, so a version has one writer.
 */
export class RegisterVersions {
  readonly key: number[] = []
  readonly value: unknown[] = []
  /** −1 when no transaction wrote it. */
  readonly writer: number[] = []
  /** Its transaction wrote the key again, so that no other should see it. */
  readonly intermediate: boolean[] = []
  /** By micro-operation; −1 for reads that are not known to have returned. */
  readonly version: Int32Array
  private readonly happened: Uint8Array
  /** Reads of values that nobody wrote, which can only be initial ones. */
  unwrittenReads = 0
  private readonly isInitialTold: boolean
  private readonly ids: Map<Key | null, number>[]

  /** What every register held at first; unless that is said, reads of what nobody wrote may show it. */
  constructor(transactions: Transactions, initial: unknown) {
    const { keys, count, outcome, isWrite } = transactions
    this.ids = keys.map(() => new Map())
    this.isInitialTold = initial !== undefined
    for (let k = 0; k < keys.length; k++) this.add(k, scalar(initial) ?? null, initial)
    this.version = new Int32Array(isWrite.length).fill(-1)
    this.happened = transactions.happened
    for (let t = 0; t < count; t++) this.addWrites(transactions, t)
    for (let t = 0; t < count; t++) if (outcome[t] === OK) this.addReads(transactions, t)
  }

  /** Who wrote this version, if that happened and was its transaction's last word on the key; −1 otherwise. */
  committedWriter(version: number): number {
    const t = this.writer[version]
    return t >= 0 && this.happened[t] === 1 && !this.intermediate[version] ? t : -1
  }

  private addWrites(transactions: Transactions, t: number): void {
    const { first, isWrite, key, keys } = transactions
    for (let m = first[t]; m < first[t + 1]; m++) {
      if (isWrite[m] === 0) continue
      const value = transactions.value[m]
      const name = scalar(value)
      const register = `key ${show(keys[key[m]])}`
      if (name === undefined) throw transactions.bad(t, `writes nothing to ${register}`)
      const before = this.ids[key[m]].get(name)
      if (before !== undefined)
        throw transactions.bad(
          t,
          `writes ${show(value)} to ${register}, ${this.known(transactions, before)}`,
        )
      this.version[m] = this.add(key[m], name, value)
      this.writer[this.version[m]] = t
      for (let b = first[t]; b < m; b++)
        if (isWrite[b] === 1 && key[b] === key[m]) this.intermediate[this.version[b]] = true
    }
  }

  private addReads(transactions: Transactions, t: number): void {
    const { first, isWrite, key, keys } = transactions
    for (let m = first[t]; m < first[t + 1]; m++) {
      if (isWrite[m] === 1) continue
      const value = transactions.value[m]
      if (Array.isArray(value))
        throw transactions.bad(t, `reads a list from key ${show(keys[key[m]])}, a register`)
      const name = scalar(value) ?? null
      this.version[m] = this.ids[key[m]].get(name) ?? this.add(key[m], name, value)
      const writer = this.writer[this.version[m]]
      if (writer >= 0) transactions.show(writer)
      else if (this.version[m] >= keys.length) {
        if (this.isInitialTold)
          throw transactions.bad(
            t,
            `reads ${show(value)} from key ${show(keys[key[m]])}, which nobody wrote`,
          )
        this.unwrittenReads++
      }
    }
  }

  /** Why a value can't be written again. */
  private known(transactions: Transactions, version: number): string {
    const writer = this.writer[version]
    return writer < 0
      ? 'which it held at first: a written value must be told from that'
      : `as ${transactions.where(writer)} did: a value must be written once`
  }

  private add(key: number, name: Key | null, value: unknown): number {
    const id = this.key.push(key) - 1
    this.ids[key].set(name, id)
    this.value.push(value ?? null)
    this.writer.push(-1)
    this.intermediate.push(false)
    return id
  }
}

/** What a transaction took from others, or showed to others: `op` is the micro-operation. */
export interface Use {
  transaction: number
  op: number
  version: number
}

/** Its reads of keys that it had not yet used; known only of acknowledged transactions. */
export function externalReads(
  transactions: Transactions,
  versions: RegisterVersions,
  transaction: number,
): Use[] {
  const { first, isWrite, key, outcome } = transactions
  const reads: Use[] = []
  if (outcome[transaction] !== OK) return reads
  for (let op = first[transaction]; op < first[transaction + 1]; op++)
    if (isWrite[op] === 0 && !usedBefore(key, first[transaction], op))
      reads.push({ transaction, op, version: versions.version[op] })
  return reads
}

/** What it left in keys, if it happened. */
export function externalWrites(
  transactions: Transactions,
  versions: RegisterVersions,
  transaction: number,
): Use[] {
  const { first, isWrite } = transactions
  const writes: Use[] = []
  if (transactions.happened[transaction] === 0) return writes
  for (let op = first[transaction]; op < first[transaction + 1]; op++)
    if (isWrite[op] === 1 && !versions.intermediate[versions.version[op]])
      writes.push({ transaction, op, version: versions.version[op] })
  return writes
}

function usedBefore(key: Int32Array, first: number, op: number): boolean {
  for (let before = first; before < op; before++) if (key[before] === key[op]) return true
  return false
}
