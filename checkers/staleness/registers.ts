import { FAIL, OK, type History } from '../../history/history.ts'
import { clientCalls, outcome } from '../availability/calls.ts'
import { identityOf } from '../durability/value-index.ts'

/** A write of a register, or its state before all writes (rows −1). */
export interface Write {
  process: number
  value: unknown
  start: number
  /** The row that acknowledged it, or Infinity. */
  acknowledged: number
  /** The row from which on it was certainly in place: its acknowledgement or the end of a read that saw it. */
  placed: number
}

export interface RegisterRead {
  process: number
  start: number
  end: number
  /** The write whose value it saw. */
  saw: Write
}

export interface Register {
  /** In the order of invocation. */
  writes: Write[]
  reads: RegisterRead[]
}

/**
 * The registers of a history by key, each of which held `initial` at first: `write`, `cas` and `read`, or `txn` with `w` and `r`. A value that was written
 * more than once says not which write was seen, so its reads are left out, and so are reads of what nobody wrote.
 */
export function registersOf(history: History, initial: unknown): Register[] {
  const registers = new Map<unknown, Collecting>()
  const at = (key: unknown) => {
    if (!registers.has(key)) registers.set(key, new Collecting(initial))
    return registers.get(key)!
  }
  clientCalls(history, (start, end) => {
    const type = outcome(history, end)
    if (type === FAIL) return
    const process = history.process[start]
    const acknowledged = type === OK ? end : Infinity
    for (const [f, key, value] of microsOf(history, start, type === OK ? end : start))
      if (f === 'w') at(key).write({ process, value, start, acknowledged, placed: acknowledged })
      else if (type === OK) at(key).reads.push({ process, value, start, end })
  })
  return [...registers.values()].map((register) => register.build())
}

export type Micro = readonly ['r' | 'w', key: unknown, value: unknown]

/** What an operation did, as a transaction's micro-operations; the completion knows what was read. */
export function microsOf(history: History, start: number, known: number): readonly Micro[] {
  const key = history.key[start]
  const value = history.value[start]
  switch (history.names[history.f[start]]) {
    case 'write':
      return [['w', key, value]]
    case 'cas':
      return Array.isArray(value) ? [['w', key, value[1]]] : []
    case 'read':
      return [['r', key, history.value[known]]]
    case 'txn': {
      const micros = history.value[known]
      // A list's appends are judged elsewhere.
      return Array.isArray(micros) &&
        micros.every(([f, , v]) => f !== 'append' && !Array.isArray(v))
        ? micros
        : []
    }
    default:
      return []
  }
}

class Collecting {
  readonly reads: { process: number; value: unknown; start: number; end: number }[] = []
  private readonly writes: Write[] = []
  private readonly byValue = new Map<unknown, Write | 'several'>()

  constructor(initial: unknown) {
    const before = { process: -1, value: initial, start: -1, acknowledged: -1, placed: -1 }
    this.byValue.set(identityOf(initial), before)
  }

  write(write: Write): void {
    const value = identityOf(write.value)
    this.byValue.set(value, this.byValue.has(value) ? 'several' : write)
    this.writes.push(write)
  }

  build(): Register {
    const reads: RegisterRead[] = []
    for (const { value, ...read } of this.reads) {
      const saw = this.byValue.get(identityOf(value))
      if (saw === undefined || saw === 'several') continue
      saw.placed = Math.min(saw.placed, read.end)
      reads.push({ ...read, saw })
    }
    return { writes: this.writes, reads }
  }
}
