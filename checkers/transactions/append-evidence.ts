import type { History } from '../../history/history.ts'
import { findAppendAnomalies } from './append-anomalies.ts'
import { Appends, eachRead, listRead, recoverVersions, type Versions } from './append-order.ts'
import { explainAppend } from './append-reasons.ts'
import type { Evidence } from './evidence.ts'
import { Findings } from './findings.ts'
import { GraphBuilder, LINK, RW, WR, WW } from './graph.ts'
import { appendContradiction, findInternal } from './internal.ts'
import { findLostUpdates } from './lost-update.ts'
import { addAllToAllOthers } from './order.ts'
import { FAIL, scalar, Transactions } from './transaction.ts'
import { AT_FIRST, type Uses, usesOf } from './uses.ts'

/**
 * Dependencies of a list-append history. A read shows the order of all appends before it, so the longest read of a
 * key is its version order (Kingsbury and Alvaro, "Elle: Inferring Isolation Anomalies from Experimental
 * Observations"); appends that no read shows come after it, in no known order.
 */
export function appendEvidence(history: History): Evidence {
  const transactions = new Transactions(history, 'append')
  const appends = new Appends(transactions)
  const versions = recoverVersions(transactions, appends)
  const findings = new Findings()
  findAppendAnomalies(transactions, appends, versions, findings)
  findInternal(
    transactions,
    appendContradiction,
    (read, append) => showsElement(transactions.value[read], transactions.value[append]),
    findings,
  )
  findLostUpdates(transactions, (_t, m) => versionName(transactions, versions, m), findings)
  const graph = new GraphBuilder(transactions.count)
  addAppendOrder(transactions, appends, versions, graph)
  addReads(transactions, appends, versions, graph)
  return {
    transactions,
    graph,
    findings,
    preferred: [WW, WR, RW],
    explain: (kind, a, b) => explainAppend({ transactions, appends, versions }, kind, a, b),
    remarks: [],
    // Appends that nobody read can stand in any order that goes with the rest, unless two snapshots must not miss each other.
    isComplete: (kind) =>
      kind === 'serial' ||
      (kind === 'snapshot' && versions.orders.every(({ unread }) => unread.length < 2)),
    uses: () => appendUses(transactions, appends),
    writers: () =>
      versions.orders.flatMap(({ unread }, key) =>
        unread.length < 2 ? [] : [{ key, writers: unread, readers: unread.map(() => []) }],
      ),
  }
}

function addAppendOrder(
  transactions: Transactions,
  appends: Appends,
  { orders }: Versions,
  graph: GraphBuilder,
): void {
  const writer = (id: number) => committedWriter(transactions, appends, id)
  for (const order of orders) {
    for (let i = 1; i < order.appends.length; i++) {
      const before = writer(order.appends[i - 1])
      const after = writer(order.appends[i])
      if (before >= 0 && after >= 0) graph.add(before, after, WW)
    }
    const last = order.appends.length === 0 ? -1 : writer(order.appends.at(-1)!)
    if (last >= 0) for (const t of order.unread) graph.add(last, t, WW)
  }
}

function addReads(
  transactions: Transactions,
  appends: Appends,
  { orders, seen }: Versions,
  graph: GraphBuilder,
): void {
  const lastAppend = (m: number) =>
    appends.find(transactions.key[m], listRead(transactions, m).at(-1))
  const endReaders: number[][] = orders.map(() => [])
  eachRead(transactions, (t, m) => {
    const key = transactions.key[m]
    const order = orders[key]
    const version = seen[m]
    const last = version > 0 ? order.appends[version - 1] : version < 0 ? lastAppend(m) : -1
    const writer = committedWriter(transactions, appends, last)
    if (writer >= 0) graph.add(writer, t, WR)
    if (version < 0) return
    if (version < order.appends.length) {
      const writer = committedWriter(transactions, appends, order.appends[version])
      if (writer >= 0) graph.add(t, writer, RW)
    } else if (order.unread.length > 0 && endReaders[key].at(-1) !== t) endReaders[key].push(t)
  })
  for (let key = 0; key < orders.length; key++)
    addAllToAllOthers(graph, endReaders[key], orders[key].unread, RW, LINK)
}

/** The transaction of this append unless it failed, −1 then. */
export function committedWriter(transactions: Transactions, appends: Appends, id: number): number {
  if (id < 0) return -1
  const t = appends.transaction[id]
  return transactions.outcome[t] === FAIL ? -1 : t
}

function versionName(transactions: Transactions, versions: Versions, m: number): string | number {
  if (versions.irregular.length === 0) return versions.seen[m]
  return JSON.stringify(listRead(transactions, m))
}

function showsElement(read: unknown, written: unknown): boolean {
  return ((read ?? []) as unknown[]).some((element) => scalar(element) === scalar(written))
}

function appendUses(transactions: Transactions, appends: Appends): Uses {
  return usesOf(
    transactions,
    (_t, m) => {
      const read = listRead(transactions, m)
      if (read.length === 0) return AT_FIRST
      const writer = committedWriter(
        transactions,
        appends,
        appends.find(transactions.key[m], read.at(-1)),
      )
      return writer < 0 ? undefined : writer
    },
    (t, m) => isLast(transactions, t, m),
    (m, own) => scalar(listRead(transactions, m).at(-1)) === scalar(transactions.value[own]),
  )
}

function isLast({ first, isWrite, key }: Transactions, t: number, m: number): boolean {
  for (let later = m + 1; later < first[t + 1]; later++)
    if (isWrite[later] === 1 && key[later] === key[m]) return false
  return true
}
