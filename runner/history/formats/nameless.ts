import type { JepsenOperation } from './jepsen-operations.ts'

/** Far from any number that a client has in a history that names some of them. */
const FIRST = 1_000_000_000

/**
 * Numbers for the clients of operations that name none. A start is by a client of its own; an end belongs to a start
 * that it fits, and that must be the only one: a guess would change what ran at the same time as what.
 */
export class Nameless {
  private readonly open = new Map<number, JepsenOperation>()
  private next = FIRST

  /** `several`: how many starts the end fits, where it can't be told which of them it ends. */
  processOf(operation: JepsenOperation): { process: number } | { several: number } {
    if (operation.type === 'invoke') {
      this.open.set(this.next, operation)
      return { process: this.next++ }
    }
    const fitting = [...this.open].filter(([, start]) => ends(start, operation))
    if (fitting.length > 1) return { several: fitting.length }
    const process = fitting[0]?.[0] ?? this.next++
    this.open.delete(process)
    return { process }
  }
}

function ends(start: JepsenOperation, end: JepsenOperation): boolean {
  return start.f === end.f && fits(start.value ?? null, end.value ?? null)
}

/** What is null on one side was not known there. */
function fits(start: unknown, end: unknown): boolean {
  if (start === null || end === null) return true
  if (Array.isArray(start) && Array.isArray(end))
    return start.length === end.length && start.every((each, i) => fits(each, end[i]))
  return JSON.stringify(start) === JSON.stringify(end)
}
