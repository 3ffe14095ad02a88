import { isDeepStrictEqual } from 'node:util'
import { clientCalls, nodeOf, outcome } from '../../../checkers/availability/calls.ts'
import { OK, type History } from '../../../history/history.ts'
import type { Key } from '../../../history/operation.ts'
import { isFinalRead } from '../../../runner/final-reads.ts'

/** Rows by a name that says what they are of; null is one that nobody has written. */
export type Rows = Map<string, { row: number; value: unknown }>

/** What the final reads show of each of these nodes, and one of which they do not show everything. */
export function rowsAtRest(
  history: History,
  nodes: readonly string[],
): { copies: Map<string, Rows>; unread?: string } {
  const copies = new Map<string, Rows>(nodes.map((node) => [node, new Map()]))
  const read = new Set<string>()
  let unread: string | undefined
  clientCalls(history, (start, end) => {
    if (!isFinalRead(history.process[start])) return
    const node = nodeOf(history, start) ?? 'a node'
    read.add(node)
    if (outcome(history, end) !== OK) return void (unread ??= node)
    const { f, key, value } = history.operation(end)
    for (const [row, held] of heldIn(key, value))
      copies
        .get(node)
        ?.set(f === 'ledger' ? `${row} of the ledger` : `${row}`, { row, value: held })
  })
  return { copies, unread: unread ?? nodes.find((node) => !read.has(node)) }
}

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

/** An element of a set, a row of a ledger, or a list that a transaction read. */
function heldBy(each: unknown): [number, unknown] {
  if (typeof each === 'number') return [each, true]
  if (!Array.isArray(each)) return [(each as { id: number }).id, each]
  const [, key, elements] = each as ['r', number, unknown[]]
  return [key, elements.length === 0 ? null : elements]
}
