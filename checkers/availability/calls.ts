import { FAULT_PROCESS, INFO, INSPECT, INVOKE, type History } from '../../history/history.ts'
import type { Operation } from '../../history/operation.ts'

/** `start` is the row of the invocation, `end` that of the completion, −1 for an operation that never ended. */
export type Visit = (start: number, end: number) => void

/** Visits every client's operation once, in the order of invocation; a completion without one stands for both. */
export function clientCalls(history: History, visit: Visit): void {
  calls(history, (row) => history.isClients(row), visit)
}

/** Visits every operation of the process `fault` once, in the order of invocation. */
export function faultCalls(history: History, visit: Visit): void {
  calls(history, (row) => history.process[row] === FAULT_PROCESS, visit)
}

/** Visits every look of a tool at a node once, in the order of invocation. */
export function inspectCalls(history: History, visit: Visit): void {
  const isInspect = (row: number) => history.names[history.f[row]] === INSPECT
  calls(history, (row) => isInspect(row) && history.process[row] !== FAULT_PROCESS, visit)
}

/** OK, FAIL or INFO; an operation that never ended is as indeterminate as one that ended in `info`. */
export function outcome(history: History, end: number): number {
  return end < 0 ? INFO : history.type[end]
}

/** The node that a completion names, or else its invocation. */
export function nodeOf(history: History, end: number): string | null {
  return history.nodes[nodeRowOf(history, end)] ?? null
}

/** The same as a row of the history's `nodes`, or −1. */
export function nodeRowOf(history: History, end: number): number {
  const half = history.node[end] >= 0 ? end : history.pair[end]
  return half < 0 ? -1 : history.node[half]
}

/** Both halves of the operations that have a half at `rows`, in order, for a witness. */
export function wholeOperations(history: History, rows: number[]): Operation[] {
  const halves = rows.flatMap((row) => [history.pair[row], row]).filter((row) => row >= 0)
  return [...new Set(halves)].toSorted((a, b) => a - b).map((row) => history.operation(row))
}

function calls(history: History, wanted: (row: number) => boolean, visit: Visit): void {
  for (let row = 0; row < history.length; row++) {
    if (!wanted(row)) continue
    if (history.type[row] === INVOKE) visit(row, history.pair[row])
    else if (history.pair[row] < 0) visit(row, row)
  }
}
