import { type Appends, type KeyOrder, listRead, type Versions } from './append-order.ts'
import type { Findings } from './findings.ts'
import { show, showList } from './text.ts'
import type { Transactions } from './transaction.ts'

/**
 * Reads that show what one transaction appended to a key in another order than it did, or without all that it had
 * appended before: whatever came first among the transactions, no order of them makes such a list. Between
 * transactions the graph tells as much; within one there are no edges.
 */
export function findOwnOrderBroken(
  transactions: Transactions,
  appends: Appends,
  { orders, irregular }: Versions,
  findings: Findings,
): void {
  for (const [key, order] of orders.entries())
    // Other reads are its beginnings, or irregular.
    if (order.distinct)
      tell(transactions, appends, key, order.reader, inOrder(appends, order), findings)
  for (const { transaction, op } of irregular) {
    const key = transactions.key[op]
    tell(transactions, appends, key, transaction, inRead(transactions, appends, op), findings)
  }
}

/** An append that should stand before another of its transaction's and doesn't; `read` is the list that shows it. */
interface Broken {
  earlier: number
  later: number
  read: readonly unknown[]
}

function inOrder(appends: Appends, { elements, appends: ids }: KeyOrder): Broken | undefined {
  return broken(appends, elements, ids, (id) => appends.place[id])
}

function inRead(transactions: Transactions, appends: Appends, op: number): Broken | undefined {
  const read = listRead(transactions, op)
  const ids = read.map((element) => appends.find(transactions.key[op], element))
  const places = new Map(ids.map((id, i) => [id, i] as const).toReversed())
  return broken(appends, read, ids, (id) => places.get(id) ?? -1)
}

function broken(
  appends: Appends,
  read: readonly unknown[],
  ids: readonly number[],
  placeOf: (id: number) => number,
): Broken | undefined {
  for (const later of ids) {
    const earlier = later < 0 ? -1 : appends.before(later)
    if (earlier < 0) continue
    const place = placeOf(earlier)
    if (place < 0 || place > placeOf(later)) return { earlier, later, read }
  }
  return undefined
}

function tell(
  transactions: Transactions,
  appends: Appends,
  key: number,
  reader: number,
  found: Broken | undefined,
  findings: Findings,
): void {
  if (found === undefined) return
  const { earlier, later, read } = found
  const writer = appends.transaction[later]
  const element = (id: number) => show(transactions.value[appends.op[id]])
  findings.add(
    'incompatible-order',
    [writer, reader],
    (T) =>
      `${T(writer)} appended ${element(earlier)} to key ${show(transactions.keys[key])} and after it ${element(later)}, but ${T(reader)} read ${showList(read)}, where ${element(later)} does not stand behind ${element(earlier)}.`,
  )
}
