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
): Reason | undefined {
  if (kind === WW) return firstOf(known, b, (op, key) => wroteBefore(known, a, b, op, key))
  if (kind === WR) return firstOf(known, b, (op, key) => wasRead(known, a, b, op, key))
  if (kind === RW) return firstOf(known, a, (op, key, m) => missed(known, a, b, op, key, m))
  return undefined
}

function wroteBefore(
  { appends, versions }: Known,
  a: number,
  b: number,
  [kind, name, element]: MicroOp,
  key: number,
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
    sentence: (T) =>
      unread
        ? `${T(a)} appended ${before}, the last element that anyone read in key ${show(name)}, and ${T(b)}'s ${show(element)} is not there yet, so ${T(a)} came before ${T(b)}`
        : `in key ${show(name)}, ${T(b)}'s ${show(element)} stands right after ${T(a)}'s ${before}, so ${T(a)} came before ${T(b)}`,
  }
}

function wasRead(
  { appends }: Known,
  a: number,
  b: number,
  [kind, name, value]: MicroOp,
  key: number,
): Reason | undefined {
  const read = (value ?? []) as unknown[]
  if (kind !== 'r' || read.length === 0 || a === b) return undefined
  const id = appends.find(key, read.at(-1))
  if (id < 0 || appends.transaction[id] !== a) return undefined
  return {
    key: name,
    sentence: (T) =>
      `${T(b)} read ${showList(read)} of key ${show(name)}, whose last element ${T(a)} appended, so ${T(a)} came before ${T(b)}`,
  }
}

function missed(
  { appends, versions, transactions }: Known,
  a: number,
  b: number,
  [kind, name, value]: MicroOp,
  key: number,
  m: number,
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
    sentence: (T) =>
      `${T(a)} read ${showList((value ?? []) as unknown[])} of key ${show(name)}, which lacks the ${show(element)} that ${T(b)} appended, so ${T(a)} came before ${T(b)}`,
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
