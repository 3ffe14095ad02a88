import type { Appends, Versions } from './append-order.ts'
import type { Reason } from './evidence.ts'
import { RW, WR, WW } from './graph.ts'
import { show, showList } from './text.ts'
import { OK, type MicroOp, type Transactions } from './transaction.ts'

interface Known {
  transactions: Transactions
  appends: Appends
  versions: Versions
}

/** Finds again, in the two transactions' own micro-operations, what put an edge between them. */
export function explainAppend(
  known: Known,
  kind: number,
  a: number,
  b: number,
  nameA: string,
  nameB: string,
): Reason | undefined {
  if (kind === WW)
    return firstOf(known, b, (op, key) => wroteBefore(known, a, op, key, nameA, nameB))
  if (kind === WR)
    return firstOf(known, b, (op, key) => wasRead(known, a, b, op, key, nameA, nameB))
  if (kind === RW)
    return firstOf(known, a, (op, key, m) => missed(known, b, op, key, m, nameA, nameB))
  return undefined
}

function wroteBefore(
  { appends, versions }: Known,
  a: number,
  [kind, name, element]: MicroOp,
  key: number,
  nameA: string,
  nameB: string,
): Reason | undefined {
  if (kind !== 'append') return undefined
  const { appends: order, elements } = versions.orders[key]
  const id = appends.find(key, element)
  const unread = appends.place[id] < 0
  if (unread && appends.seen[id] === 1) return undefined
  const place = unread ? order.length : appends.place[id]
  if (place === 0 || order[place - 1] < 0 || appends.transaction[order[place - 1]] !== a)
    return undefined
  const before = show(elements[place - 1])
  return {
    key: name,
    sentence: unread
      ? `${nameA} appended ${before}, the last element that anyone read in key ${show(name)}, and ${nameB}'s ${show(element)} is not there yet, so ${nameA} came before ${nameB}`
      : `in key ${show(name)}, ${nameB}'s ${show(element)} stands right after ${nameA}'s ${before}, so ${nameA} came before ${nameB}`,
  }
}

function wasRead(
  { appends }: Known,
  a: number,
  b: number,
  [kind, name, value]: MicroOp,
  key: number,
  nameA: string,
  nameB: string,
): Reason | undefined {
  const read = (value ?? []) as unknown[]
  if (kind !== 'r' || read.length === 0 || a === b) return undefined
  const id = appends.find(key, read.at(-1))
  if (id < 0 || appends.transaction[id] !== a) return undefined
  return {
    key: name,
    sentence: `${nameB} read ${showList(read)} of key ${show(name)}, whose last element ${nameA} appended, so ${nameA} came before ${nameB}`,
  }
}

function missed(
  { appends, versions, transactions }: Known,
  b: number,
  [kind, name, value]: MicroOp,
  key: number,
  m: number,
  nameA: string,
  nameB: string,
): Reason | undefined {
  const version = versions.seen[m]
  if (kind !== 'r' || version < 0) return undefined
  const { appends: order, elements, unread } = versions.orders[key]
  let element: unknown
  if (version < order.length) {
    if (order[version] < 0 || appends.transaction[order[version]] !== b) return undefined
    element = elements[version]
  } else {
    if (!unread.includes(b)) return undefined
    const own = transactions.ops(b).find((op, i) => {
      if (op[0] !== 'append' || transactions.key[transactions.first[b] + i] !== key) return false
      return appends.seen[appends.find(key, op[2])] === 0
    })
    element = own?.[2]
  }
  return {
    key: name,
    sentence: `${nameA} read ${showList((value ?? []) as unknown[])} of key ${show(name)}, which lacks the ${show(element)} that ${nameB} appended, so ${nameA} came before ${nameB}`,
  }
}

function firstOf(
  { transactions }: Known,
  t: number,
  reason: (op: MicroOp, key: number, m: number) => Reason | undefined,
): Reason | undefined {
  const { first, key, outcome } = transactions
  for (const [i, op] of transactions.ops(t).entries()) {
    if (op[0] === 'r' && outcome[t] !== OK) continue
    const found = reason(op, key[first[t] + i], first[t] + i)
    if (found !== undefined) return found
  }
  return undefined
}
