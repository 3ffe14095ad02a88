import { type Appends, eachRead, listRead, type Versions } from './append-order.ts'
import { findOwnOrderBroken } from './append-own-order.ts'
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
  const told = new Set<string>()
  eachRead(transactions, (t, m) => {
    const { appends: order, firstFailed } = orders[transactions.key[m]]
    const regular = irregular.size === 0 || !irregular.has(m)
    if (regular && seen[m] === 0) return
    if (!regular || seen[m] > firstFailed)
      findBadElements(transactions, appends, t, m, told, findings)
    const last = regular ? order[seen[m] - 1] : lastAppend(transactions, appends, m)
    const writer = appends.transaction[last]
    if (appends.intermediate[last] !== 1 || writer === t) return
    findings.add(
      'G1b',
      [writer, t],
      (T) =>
        `${T(t)} read key ${keyOf(transactions, m)} and saw it end in ${show(listRead(transactions, m).at(-1))}, to which ${T(writer)} appended more.`,
    )
  })

  for (const { transaction: t, op } of versions.irregular)
    findIrregular(transactions, appends, versions, t, op, findings)
  findOwnOrderBroken(transactions, appends, versions, findings)
  for (let key = 0; key < orders.length; key++)
    if (orders[key].firstFailed < Infinity)
      findDirtyUpdates(transactions, appends, versions, key, findings)
}

/** Elements that nobody appended, or whose append was aborted. */
function findBadElements(
  transactions: Transactions,
  appends: Appends,
  t: number,
  m: number,
  told: Set<string>,
  findings: Findings,
): void {
  for (const element of listRead(transactions, m)) {
    const key = transactions.key[m]
    const id = appends.find(key, element)
    const shown = `${show(element)} in key ${keyOf(transactions, m)}`
    if (id < 0) {
      // One element from nowhere stays in its list, and is told once.
      const which = `${key} ${typeof element} ${scalar(element)}`
      if (told.has(which)) continue
      told.add(which)
      findings.add('thin-air-read', [t], (T) => `${T(t)} read ${shown}, which nobody appended.`)
      continue
    }
    const writer = appends.transaction[id]
    if (transactions.outcome[writer] === FAIL)
      findings.add(
        'G1a',
        [writer, t],
        (T) => `${T(t)} read ${shown}, which ${T(writer)} appended and which was aborted.`,
      )
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
  appends: Appends,
  { orders }: Versions,
  t: number,
  op: number,
  findings: Findings,
): void {
  const key = transactions.key[op]
  const name = keyOf(transactions, op)
  const read = listRead(transactions, op)
  const elements = read.map(scalar)
  const distinct = [...new Set(elements)]
  if (distinct.length < elements.length) {
    const twice = read.find((_, i) => elements.indexOf(elements[i]) < i)
    const known = appends.find(key, twice) < 0 ? 'nobody appended it' : 'it was appended once'
    findings.add(
      'duplicate-elements',
      [t],
      (T) => `${T(t)} read ${show(twice)} more than once in key ${name}, though ${known}.`,
    )
  }
  const { elements: order, reader } = orders[key]
  const longest = order.map(scalar)
  if (distinct.every((element, i) => element === longest[i])) return
  findings.add('incompatible-order', [t, reader], (T) => {
    const [a, b] = showParting(distinct, longest)
    return `${T(t)} read ${a} of key ${name} and ${T(reader)} read ${b}: no order of appends makes both.`
  })
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
        findings.add(
          'dirty-update',
          [from, writer],
          (T) =>
            `In key ${show(transactions.keys[key])}, ${showList(orders[key].elements)}, what ${T(writer)} appended and committed stands on what ${T(from)} appended and aborted.`,
        )
      aborted = -1
    }
  }
}
