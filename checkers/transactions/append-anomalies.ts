import { type Appends, eachRead, listRead, type Versions } from './append-order.ts'
import type { Findings } from './findings.ts'
import { show, showList, showParting } from './text.ts'
import { FAIL, OK, scalar, type Transactions } from './transaction.ts'

/** The anomalies of a list-append history that single reads or single keys show, without a graph. */
export function findAppendAnomalies(
  transactions: Transactions,
  appends: Appends,
  versions: Versions,
  findings: Findings,
): void {
  const { orders, seen } = versions
  const irregular = new Set(versions.irregular.map(({ op }) => op))
  eachRead(transactions, (t, m) => {
    const { appends: order, firstFailed } = orders[transactions.key[m]]
    const regular = irregular.size === 0 || !irregular.has(m)
    if (regular && seen[m] === 0) return
    if (!regular || seen[m] > firstFailed) findAborted(transactions, appends, t, m, findings)
    const last = regular ? order[seen[m] - 1] : lastAppend(transactions, appends, m)
    const writer = appends.transaction[last]
    if (appends.intermediate[last] !== 1 || writer === t) return
    findings.add('G1b', () => ({
      summary: `A read of key ${keyOf(transactions, m)} ends in ${show(transactions.value[m])}, to which its transaction appended more.`,
      transactions: [writer, t],
    }))
  })

  for (const { transaction: t, op } of versions.irregular)
    findIrregular(transactions, versions, t, op, findings)
  for (let key = 0; key < orders.length; key++)
    if (orders[key].firstFailed < Infinity)
      findDirtyUpdates(transactions, appends, versions, key, findings)
}

function findAborted(
  transactions: Transactions,
  appends: Appends,
  t: number,
  m: number,
  findings: Findings,
): void {
  for (const element of listRead(transactions, m)) {
    const id = appends.find(transactions.key[m], element)
    const name = keyOf(transactions, m)
    if (id < 0)
      throw transactions.bad(t, `reads ${show(element)} in key ${name}, which nobody appended`)
    const writer = appends.transaction[id]
    if (transactions.outcome[writer] === FAIL)
      findings.add('G1a', () => ({
        summary: `A read of key ${name} shows ${show(element)}, whose append was aborted.`,
        transactions: [writer, t],
      }))
  }
}

function lastAppend(transactions: Transactions, appends: Appends, m: number): number {
  const read = listRead(transactions, m)
  return read.length === 0 ? -1 : appends.find(transactions.key[m], read.at(-1))
}

function keyOf(transactions: Transactions, m: number): string {
  return show(transactions.keys[transactions.key[m]])
}

/** An element that is there twice, or a read that can't come from the same timeline as the longest one. */
function findIrregular(
  transactions: Transactions,
  { orders }: Versions,
  t: number,
  op: number,
  findings: Findings,
): void {
  const key = transactions.key[op]
  const elements = listRead(transactions, op).map(scalar)
  const name = show(transactions.keys[key])
  if (new Set(elements).size < elements.length) {
    const twice = elements.find((element, i) => elements.indexOf(element) < i)
    findings.add('duplicate-elements', () => ({
      summary: `A read of key ${name} shows ${show(twice)} more than once, though it was appended once.`,
      transactions: [t],
    }))
  }
  const { elements: order } = orders[key]
  const distinct = [...new Set(elements)]
  const longest = order.map(scalar)
  if (distinct.every((element, i) => element === longest[i])) return
  findings.add('incompatible-order', () => {
    const [a, b] = showParting(distinct, longest)
    return {
      summary: `One read of key ${name} shows ${a}, another ${b}: no order of appends makes both.`,
      transactions: [t, longestReader(transactions, key)],
    }
  })
}

function longestReader(transactions: Transactions, key: number): number {
  let longest = -1
  let reader = -1
  eachRead(transactions, (t, m) => {
    const { length } = listRead(transactions, m)
    if (transactions.key[m] !== key || length <= longest) return
    longest = length
    reader = t
  })
  return reader
}

/** An aborted append that a committed one built on; those in between that nobody knows of prove nothing. */
function findDirtyUpdates(
  transactions: Transactions,
  appends: Appends,
  { orders }: Versions,
  key: number,
  findings: Findings,
): void {
  let aborted = -1
  for (const id of orders[key].appends) {
    if (id < 0) continue
    const writer = appends.transaction[id]
    if (transactions.outcome[writer] === FAIL) aborted = aborted < 0 ? writer : aborted
    else if (transactions.outcome[writer] === OK) {
      const from = aborted
      if (from >= 0)
        findings.add('dirty-update', () => ({
          summary: `In key ${show(transactions.keys[key])}, ${showList(orders[key].elements)}, a committed append stands on an aborted one.`,
          transactions: [from, writer],
        }))
      aborted = -1
    }
  }
}
