import { eachRead, type Appends, type Versions } from './append-order.ts'
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
  const name = (key: number) => show(transactions.keys[key])
  const { orders } = versions
  const irregular = new Set(versions.irregular.map(({ op }) => op))

  const aborted = (t: number, key: number, read: readonly unknown[]) => {
    for (const element of read) {
      const id = appends.find(key, element)
      if (id < 0)
        throw transactions.bad(
          t,
          `reads ${show(element)} in key ${name(key)}, which no transaction appended`,
        )
      const writer = appends.transaction[id]
      if (transactions.outcome[writer] === FAIL)
        findings.add('G1a', () => ({
          summary: `A read of key ${name(key)} shows ${show(element)}, whose append was aborted.`,
          transactions: [writer, t],
        }))
    }
  }

  eachRead(transactions, (t, m, key, read) => {
    if (read.length === 0) return
    const order = orders[key]
    if (irregular.has(m) || read.length > order.firstFailed) aborted(t, key, read)
    const last = irregular.has(m) ? appends.find(key, read.at(-1)) : order.appends[read.length - 1]
    if (appends.intermediate[last] === 1 && appends.transaction[last] !== t)
      findings.add('G1b', () => ({
        summary: `A read of key ${name(key)} ends in ${show(read.at(-1))}, which its transaction had not finished appending to.`,
        transactions: [appends.transaction[last], t],
      }))
  })

  for (const { transaction: t, op } of versions.irregular)
    findIrregular(transactions, versions, t, op, findings)
  for (let key = 0; key < orders.length; key++)
    if (orders[key].firstFailed < Infinity)
      findDirtyUpdates(transactions, appends, versions, key, findings)
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
  const read = transactions.ops(t)[op - transactions.first[t]][2] as unknown[] | null
  const elements = (read ?? []).map(scalar)
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
  eachRead(transactions, (t, _m, k, read) => {
    if (k !== key || read.length <= longest) return
    longest = read.length
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
