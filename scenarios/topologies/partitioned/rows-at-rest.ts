import { isDeepStrictEqual } from 'node:util'
import { clientCalls, nodeOf, outcome } from '../../../checkers/availability/calls.ts'
import { OK, type History } from '../../../history/history.ts'
import type { Key } from '../../../history/operation.ts'
import { isFinalRead } from '../../../runner/final-reads.ts'
import { officesIn, type Offices } from './offices.ts'

/** Rows by a name that says what they are of; null is one that nobody has written. */
export type Rows = Map<string, { row: number; value: unknown }>

/** What the final reads show of each of these nodes, one of which they do not show everything, and what was asked for, by `f`. */
export function rowsAtRest(
  history: History,
  nodes: readonly string[],
): { copies: Map<string, Rows>; unread?: string; asked: Set<string> } {
  const copies = new Map<string, Rows>(nodes.map((node) => [node, new Map()]))
  const answered = new Map<string, Set<string>>()
  const asked = new Set<string>()
  let failed: string | undefined
  clientCalls(history, (start, end) => {
    if (!isFinalRead(history.process[start])) return
    const node = nodeOf(history, start) ?? 'a node'
    if (outcome(history, end) !== OK) return void (failed ??= node)
    const { f, key, value } = history.operation(end)
    asked.add(f)
    const question = JSON.stringify([f, key, history.value[start]])
    answered.set(question, (answered.get(question) ?? new Set()).add(node))
    for (const [row, held] of heldIn(key, value))
      copies.get(node)?.set(`${row}${placeOf(f)}`, { row, value: held })
  })
  const lacksAnswers = (node: string) => answered.values().some((by) => !by.has(node))
  const unread = failed ?? nodes.find((node) => answered.size === 0 || lacksAnswers(node))
  return { copies, unread, asked }
}

/** Of each office its own rows as it holds them itself, or what its own servers hold differently. */
export function ownRowsAtRest(
  copies: ReadonlyMap<string, Rows>,
  offices: Offices,
): { rows: Rows; different?: string } {
  const rows: Rows = new Map()
  for (const office of offices.names) {
    const own = new Map<string, Rows>()
    for (const [node, held] of copies)
      if (officesIn(node).includes(office))
        own.set(node, new Map([...held].filter(([, { row }]) => offices.of(row) === office)))
    const different = differing(own)
    if (different !== undefined) return { rows, different }
    for (const held of own.values()) for (const [name, row] of held) rows.set(name, row)
  }
  return { rows }
}

/** Where a row stands that another read tells otherwise. */
const placeOf = (f: string) => (f === 'ledger' || f === 'rows' ? ` of the ${f}` : '')

/** The first row that not all copies hold alike, in words. */
export function differing(copies: ReadonlyMap<string, Rows>): string | undefined {
  const [[here, rows], ...others] = copies
  for (const [there, theirs] of others) {
    const names = new Set([...rows.keys(), ...theirs.keys()])
    const name = names.values().find((each) => !isDeepStrictEqual(rows.get(each), theirs.get(each)))
    if (name === undefined) continue
    const show = (held: Rows) =>
      held.has(name) ? JSON.stringify(held.get(name)!.value) : 'missing'
    return `At rest row ${name} is ${show(rows)} on ${here} and ${show(theirs)} on ${there}.`
  }
}

/** What a final read of any workload tells of rows, each by its primary key. */
function heldIn(key: Key | undefined, value: unknown): [number, unknown][] {
  if (Array.isArray(value)) return value.map(heldBy)
  if (key !== undefined) return [[key as number, value]]
  return Object.entries(value as object).map(([account, balance]) => [Number(account), balance])
}

/** An element of a set, a row of a ledger or of a table, or a list that a transaction read. */
function heldBy(each: unknown): [number, unknown] {
  if (typeof each === 'number') return [each, true]
  if (!Array.isArray(each)) return [(each as { id: number }).id, each]
  if (typeof each[0] === 'number') return [each[0], each]
  const [, key, elements] = each as ['r', number, unknown[]]
  return [key, elements.length === 0 ? null : elements]
}
