import { byteColumn, int32Column } from './columns.ts'
import { ElementIndex } from './element-index.ts'
import { show } from './text.ts'
import { FAIL, OK, scalar, type Transactions } from './transaction.ts'

/** What one key went through: the elements in the order of the longest read, and what came of all others. */
export interface KeyOrder {
  elements: readonly unknown[]
  /** The append that each element came from, a row of `Appends`. */
  appends: number[]
  /** Place of the first element whose append failed or is nowhere in the history; Infinity if there is none. */
  firstFailed: number
  /** The transaction of the longest read, −1 where there is none. */
  reader: number
  /** Each element is there once, so that a read's length says which version it saw. */
  distinct: boolean
  /** Transactions with appends that no read shows: they come after all the elements, in no known order. */
  unread: number[]
}

/** Every append of a history, in columns, and where its element is found again. */
export class Appends {
  readonly count: number
  readonly transaction: Int32Array
  /** Its micro-operation. */
  readonly op: Int32Array
  readonly key: Int32Array
  /** 1 when its transaction appended to the same key again later, so that no other should see it last. */
  readonly intermediate: Uint8Array
  /** 1 when some read shows it. */
  readonly seen: Uint8Array
  /** Its place in its key's order, −1 when it has none. */
  readonly place: Int32Array
  private readonly byElement: ElementIndex[]

  constructor(transactions: Transactions) {
    const { count, first, isWrite, key, keys, value } = transactions
    this.count = isWrite.reduce((sum, is) => sum + is, 0)
    this.transaction = int32Column(this.count)
    this.op = int32Column(this.count)
    this.key = int32Column(this.count)
    this.intermediate = byteColumn(this.count)
    this.seen = byteColumn(this.count)
    this.place = int32Column(this.count).fill(-1)
    this.byElement = keys.map(() => new ElementIndex())
    let id = 0
    for (let t = 0; t < count; t++) {
      for (let m = first[t]; m < first[t + 1]; m++) {
        if (isWrite[m] === 0) continue
        this.name(transactions, t, key[m], value[m], id)
        this.transaction[id] = t
        this.op[id] = m
        this.key[id] = key[m]
        let later = m + 1
        while (later < first[t + 1] && !(isWrite[later] === 1 && key[later] === key[m])) later++
        this.intermediate[id++] = later < first[t + 1] ? 1 : 0
      }
    }
  }

  /** The append of this element, −1 when no transaction has it. */
  find(key: number, element: unknown): number {
    const name = scalar(element)
    return name === undefined ? -1 : this.byElement[key].get(name)
  }

  /** The append to the same key that its transaction made before it, −1 when it is its first. */
  before(id: number): number {
    const { transaction, key } = this
    for (let other = id - 1; other >= 0 && transaction[other] === transaction[id]; other--)
      if (key[other] === key[id]) return other
    return -1
  }

  private name(
    transactions: Transactions,
    t: number,
    key: number,
    value: unknown,
    id: number,
  ): void {
    const element = scalar(value)
    if (element === undefined)
      throw transactions.bad(t, `appends nothing to key ${show(transactions.keys[key])}`)
    const other = this.byElement[key].get(element)
    if (other >= 0)
      throw transactions.bad(
        t,
        `appends ${show(value)} to key ${show(transactions.keys[key])}, as ${transactions.where(this.transaction[other])} did: an element must be appended once`,
      )
    this.byElement[key].set(element, id)
  }
}

/** The order of every key and what each read saw of it. */
export interface Versions {
  orders: KeyOrder[]
  /** By micro-operation: how many elements its read saw, in the key's order; −1 when it saw something else. */
  seen: Int32Array
  /** Reads that are not simply the first so many elements of their key, with their transactions. */
  irregular: { transaction: number; op: number }[]
}

/** Every read should be a prefix of its key's longest; only a database that lost or reordered appends differs. */
export function recoverVersions(transactions: Transactions, appends: Appends): Versions {
  const longest = longestReads(transactions)
  const orders = longest.map(({ reader, read }, key) =>
    orderOf(transactions, appends, key, reader, read),
  )
  const seen = int32Column(transactions.isWrite.length).fill(-1)
  const irregular: Versions['irregular'] = []
  eachRead(transactions, (t, m) => {
    const key = transactions.key[m]
    const read = listRead(transactions, m)
    if (orders[key].distinct && isPrefix(read, longest[key].read)) {
      seen[m] = read.length
      return
    }
    irregular.push({ transaction: t, op: m })
    for (const element of read) {
      const id = appends.find(key, element)
      if (id >= 0) see(transactions, appends, id)
    }
    const last = read.length === 0 ? -1 : appends.find(key, read.at(-1))
    seen[m] =
      read.length === 0 ? 0 : last < 0 || appends.place[last] < 0 ? -1 : appends.place[last] + 1
  })
  collectUnread(transactions, appends, orders)
  return { orders, seen, irregular }
}

/** Calls back for every read of an acknowledged transaction; only those are known to be what the database said. */
export function eachRead(transactions: Transactions, visit: (t: number, m: number) => void): void {
  const { count, outcome, first, isWrite } = transactions
  for (let t = 0; t < count; t++)
    if (outcome[t] === OK)
      for (let m = first[t]; m < first[t + 1]; m++) if (isWrite[m] === 0) visit(t, m)
}

/** The list that a read returned. */
export function listRead({ value }: Transactions, m: number): readonly unknown[] {
  return (value[m] ?? []) as readonly unknown[]
}

function longestReads(transactions: Transactions): { reader: number; read: readonly unknown[] }[] {
  const { key, keys, value } = transactions
  const longest = keys.map(() => ({ reader: -1, read: [] as readonly unknown[] }))
  eachRead(transactions, (t, m) => {
    const read = value[m]
    if (read === null) return
    if (!Array.isArray(read))
      throw transactions.bad(
        t,
        `reads ${show(read)} from key ${show(keys[key[m]])}, which is not a list`,
      )
    if (read.length > longest[key[m]].read.length) longest[key[m]] = { reader: t, read }
  })
  return longest
}

function orderOf(
  transactions: Transactions,
  appends: Appends,
  key: number,
  reader: number,
  read: readonly unknown[],
): KeyOrder {
  const ids: number[] = []
  const elements: unknown[] = []
  const strange = new Set<unknown>()
  let firstFailed = Infinity
  for (const element of read) {
    const id = appends.find(key, element)
    if (id >= 0 ? appends.place[id] >= 0 : strange.has(scalar(element))) continue
    if (id >= 0) {
      see(transactions, appends, id)
      appends.place[id] = ids.length
    } else strange.add(scalar(element))
    if (id < 0 || transactions.outcome[appends.transaction[id]] === FAIL)
      firstFailed = Math.min(firstFailed, ids.length)
    ids.push(id)
    elements.push(element)
  }
  const distinct = ids.length === read.length
  return { elements, appends: ids, firstFailed, reader, distinct, unread: [] }
}

function see(transactions: Transactions, appends: Appends, id: number): void {
  appends.seen[id] = 1
  transactions.show(appends.transaction[id])
}

function collectUnread(transactions: Transactions, appends: Appends, orders: KeyOrder[]): void {
  for (let id = 0; id < appends.count; id++) {
    const t = appends.transaction[id]
    if (appends.seen[id] === 1 || transactions.happened[t] === 0) continue
    const { unread } = orders[appends.key[id]]
    if (unread.at(-1) !== t) unread.push(t)
  }
}

function isPrefix(read: readonly unknown[], of: readonly unknown[]): boolean {
  if (read === of) return true
  for (let i = 0; i < read.length; i++)
    if (read[i] !== of[i] && scalar(read[i]) !== scalar(of[i])) return false
  return true
}
