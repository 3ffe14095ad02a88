import { isDeepStrictEqual } from 'node:util'
import { clientCalls, nodeOf, outcome } from '../../checkers/availability/calls.ts'
import { OK, type History } from '../../history/history.ts'
import type { Key } from '../../history/operation.ts'
import { isFinalRead } from '../../runner/final-reads.ts'

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

/** Where a row stands that another read tells otherwise. */
const placeOf = (f: string) => (f === 'ledger' || f === 'rows' ? ` of the ${f}` : '')

/** The first row that not all copies hold alike, in words. */
export function differing(copies: ReadonlyMap<string, Rows>): string | undefined {
  return differences(copies).next().value?.told
}

/** Every row that not all copies hold alike: where the first differs from another. */
export function* differences(
  copies: ReadonlyMap<string, Rows>,
): Generator<{ row: number; told: string }, undefined> {
  const [[here, rows], ...others] = copies
  const names = new Set(copies.values().flatMap((held) => held.keys()))
  for (const name of names) {
    const isOther = (theirs: Rows) => !isDeepStrictEqual(rows.get(name), theirs.get(name))
    const other = others.find(([, theirs]) => isOther(theirs))
    if (other === undefined) continue
    const [there, theirs] = other
    const { row } = (rows.get(name) ?? theirs.get(name))!
    const told = `At rest row ${name} is ${show(rows.get(name))} on ${here} and ${show(theirs.get(name))} on ${there}.`
    yield { row, told }
  }
}

const SHOWN = 6

/** Of a long list how it ends. */
function show(held: { value: unknown } | undefined): string {
  if (held === undefined) return 'missing'
  const { value } = held
  if (!Array.isArray(value) || value.length <= SHOWN) return JSON.stringify(value)
  return `[…, ${value
    .slice(-SHOWN)
    .map((each) => JSON.stringify(each))
    .join(', ')}] (${value.length})`
}

/** What a final read of any workload tells of rows, each by its primary key. */
function heldIn(key: Key | undefined, value: unknown): [number, unknown][] {
  if (typeof key === 'number') return [[key, value]]
  if (Array.isArray(value)) return value.map(heldBy)
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
