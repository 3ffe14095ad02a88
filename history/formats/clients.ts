import type { JepsenOperation } from './jepsen-operation.ts'

/** Far from the numbers that clients usually have; one that a client does have is passed over. */
const FIRST = 1_000_000_000

type Found = { process: number } | { complaint: string }

/**
 * Numbers for clients that have none of their own. A named client has one number throughout. A start that names no
 * client is by one of its own; an end belongs to a start that it fits, and that must be the only one: a guess would
 * change what ran at the same time as what.
 */
export class Clients {
  readonly names = new Map<string, number>()
  private readonly open = new Map<number, JepsenOperation>()
  private readonly taken = new Set<number>()
  private readonly given = new Set<number>()

  numbered(process: number): Found {
    if (process < FIRST) return { process }
    this.taken.add(process)
    return this.given.has(process)
      ? { complaint: `process ${process} was given to a client without a number; number them all` }
      : { process }
  }

  named(name: string): Found {
    const process = this.names.get(name) ?? this.give()
    this.names.set(name, process)
    return { process }
  }

  nameless(operation: JepsenOperation): Found {
    if (operation.type === 'invoke') {
      const process = this.give()
      this.open.set(process, operation)
      return { process }
    }
    const fitting = [...this.open].filter(([, start]) => ends(start, operation))
    if (fitting.length > 1)
      return {
        complaint: `this may end any of ${fitting.length} operations; give every operation its process`,
      }
    const process = fitting[0]?.[0] ?? this.give()
    this.open.delete(process)
    return { process }
  }

  private give(): number {
    let process = FIRST + this.given.size
    while (this.taken.has(process) || this.given.has(process)) process++
    this.given.add(process)
    return process
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
