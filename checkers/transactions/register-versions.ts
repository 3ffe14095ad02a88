import type { Key } from '../../history/operation.ts'
import { byteColumn, int32Column } from './columns.ts'
import { ElementIndex } from './element-index.ts'
import { show } from './text.ts'
import { OK, scalar, type Transactions } from './transaction.ts'

/**
 * Every value that a register ever had is a version, numbered over all keys; version k, for each key k, is its state
 * before any write. Each write makes one, so that several can have one value.
 */
export class RegisterVersions {
  count = 0
  readonly key: Int32Array
  readonly value: unknown[] = []
  /** −1 when no transaction wrote it. */
  readonly writer: Int32Array
  /** Its transaction wrote the key again, so that no other should see it. */
  readonly intermediate: Uint8Array
  /** By micro-operation; −1 for reads that are not known to have returned, or of which version. */
  readonly version: Int32Array
  private readonly happened: Uint8Array
  /** By key: the first read of its initial version, null where there is none. */
  readonly initialRead: (Read | null)[]
  /** The first read of each value that nobody wrote and that its key did not hold at first. */
  readonly thinAir: Read[] = []
  /** Reads of a value that several versions have, where it is not taken to be one of them. */
  readonly open: OpenRead[] = []
  /** By key: the first version of each value; that of nothing is apart, for most keys begin so. */
  private readonly ids: ElementIndex[]
  private readonly nothing: Int32Array
  /**
   * By the first version of a key with this value: all, where there are several; of one transaction's the last, for what it
   * replaced by the same is no other thing than what it left.
   */
  private readonly alike = new Map<number, number[]>()

  /**
   * `initial` is what every register held at first. Where that is not said, the first value of a key that was read
   * and never written is taken for it, nothing before any other: one such value a key can have, a second one can't.
   */
  constructor(transactions: Transactions, initial: unknown, taken: Taken = new Map()) {
    const { keys, count, outcome, isWrite } = transactions
    this.ids = keys.map(() => new ElementIndex())
    this.nothing = int32Column(keys.length).fill(-1)
    this.initialRead = keys.map(() => null)
    // A value that nobody wrote makes one too.
    const most = keys.length + isWrite.length
    this.key = int32Column(most)
    this.writer = int32Column(most)
    this.intermediate = byteColumn(most)
    for (let k = 0; k < keys.length; k++) this.add(k, scalar(initial) ?? null, initial)
    this.version = int32Column(isWrite.length).fill(-1)
    this.happened = transactions.happened
    for (let t = 0; t < count; t++) this.addWrites(transactions, t)
    const unwritten: Read[] = []
    for (let t = 0; t < count; t++)
      if (outcome[t] === OK) this.addReads(transactions, t, unwritten, taken)
    for (const read of unwritten) this.addUnwritten(transactions, read, initial === undefined)
  }

  /** Who wrote this version, if that happened and was its transaction's last word on the key; −1 otherwise. */
  committedWriter(version: number): number {
    const t = this.writer[version]
    return t >= 0 && this.happened[t] === 1 && this.intermediate[version] === 0 ? t : -1
  }

  private addWrites(transactions: Transactions, t: number): void {
    const { first, isWrite, key, keys } = transactions
    for (let m = first[t]; m < first[t + 1]; m++) {
      if (isWrite[m] === 0) continue
      const value = transactions.value[m]
      const name = scalar(value)
      if (name === undefined)
        throw transactions.bad(t, `writes nothing to key ${show(keys[key[m]])}`)
      this.version[m] = this.add(key[m], name, value, t)
      for (let b = first[t]; b < m; b++)
        if (isWrite[b] === 1 && key[b] === key[m]) this.intermediate[this.version[b]] = 1
    }
  }

  private addReads(transactions: Transactions, t: number, unwritten: Read[], taken: Taken): void {
    const { first, isWrite, key, keys } = transactions
    for (let op = first[t]; op < first[t + 1]; op++) {
      if (isWrite[op] === 1) continue
      const value = transactions.value[op]
      if (Array.isArray(value))
        throw transactions.bad(t, `reads a list from key ${show(keys[key[op]])}, a register`)
      const first = this.find(key[op], scalar(value) ?? null)
      if (first < 0) {
        unwritten.push({ transaction: t, op })
        continue
      }
      const version = this.versionOf(transactions, t, op, first, taken)
      if (version === undefined) continue
      this.version[op] = version
      if (this.writer[version] >= 0) transactions.show(this.writer[version])
      else this.initialRead[version] ??= { transaction: t, op }
    }
  }

  private addUnwritten({ key, value }: Transactions, read: Read, isInitialOpen: boolean): void {
    const k = key[read.op]
    const name = scalar(value[read.op]) ?? null
    let version = this.find(k, name)
    if (version < 0 && isInitialOpen && this.initialRead[k] === null) {
      this.put(k, name, (version = k))
      this.value[k] = value[read.op]
      this.initialRead[k] = read
    }
    if (version < 0) {
      version = this.add(k, name, value[read.op])
      this.thinAir.push(read)
    }
    this.version[read.op] = version
  }

  /** The version of a read; where several have its value, the one that it is taken to be, or else it is open. */
  private versionOf(
    transactions: Transactions,
    transaction: number,
    op: number,
    first: number,
    taken: Taken,
  ): number | undefined {
    const versions = this.alike.get(first)
    if (versions === undefined) return first
    const own = this.lastOwn(transactions, transaction, op)
    if (own >= 0 && scalar(this.value[own]) === scalar(this.value[first])) return own
    if (versions.length === 1) return versions[0]
    const version = taken.get(op)
    if (version === undefined) this.open.push({ transaction, op, versions })
    return version
  }

  /** What the transaction wrote last to the key before this read: of the same value, nothing tells it from others. */
  private lastOwn({ first, isWrite, key }: Transactions, transaction: number, op: number): number {
    for (let before = op - 1; before >= first[transaction]; before--)
      if (isWrite[before] === 1 && key[before] === key[op]) return this.version[before]
    return -1
  }

  private add(key: number, name: Key | null, value: unknown, writer = -1): number {
    const id = this.count++
    this.key[id] = key
    this.writer[id] = writer
    const first = this.find(key, name)
    if (first < 0) this.put(key, name, id)
    else this.addAlike(first, id, writer)
    this.value.push(value ?? null)
    return id
  }

  /** −1 where the key never had this value. */
  private find(key: number, name: Key | null): number {
    return name === null ? this.nothing[key] : this.ids[key].get(name)
  }

  private put(key: number, name: Key | null, id: number): void {
    if (name === null) this.nothing[key] = id
    else this.ids[key].set(name, id)
  }

  private addAlike(first: number, id: number, writer: number): void {
    const versions = this.alike.get(first)
    if (versions === undefined)
      this.alike.set(first, this.writer[first] === writer ? [id] : [first, id])
    else if (this.writer[versions.at(-1)!] === writer) versions[versions.length - 1] = id
    else versions.push(id)
  }
}

/** Which version each read of a value that several have is taken to be of, by micro-operation. */
export type Taken = ReadonlyMap<number, number>

/** A read that may be of each of these versions. */
export interface OpenRead extends Read {
  versions: readonly number[]
}

/** A read, `op` among the micro-operations. */
export interface Read {
  transaction: number
  op: number
}

/** What a transaction took from others, or showed to others: `op` is the micro-operation. */
export interface Use extends Read {
  version: number
}

/** Its reads of keys that it had not yet used; known only of acknowledged transactions. */
export function externalReads(
  transactions: Transactions,
  versions: RegisterVersions,
  transaction: number,
): Use[] {
  const reads: Use[] = []
  eachExternalRead(transactions, versions, transaction, (version, op) =>
    reads.push({ transaction, op, version }),
  )
  return reads
}

export function eachExternalRead(
  { first, isWrite, key, outcome }: Transactions,
  { version }: RegisterVersions,
  transaction: number,
  visit: (version: number, op: number) => void,
): void {
  if (outcome[transaction] !== OK) return
  for (let op = first[transaction]; op < first[transaction + 1]; op++)
    if (isWrite[op] === 0 && version[op] >= 0 && !usedBefore(key, first[transaction], op))
      visit(version[op], op)
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
    if (isWrite[op] === 1 && versions.intermediate[versions.version[op]] === 0)
      writes.push({ transaction, op, version: versions.version[op] })
  return writes
}

function usedBefore(key: Int32Array, first: number, op: number): boolean {
  for (let before = first; before < op; before++) if (key[before] === key[op]) return true
  return false
}
