import { OK, type History } from '../../history/history.ts'
import type { Key } from '../../history/operation.ts'
import { clientCalls, outcome } from '../availability/calls.ts'
import { Elements } from './elements.ts'
import type { Read } from './place-read.ts'
import { Removals } from './removals.ts'

/** What a set history and a list-append history have in common. */
export interface Collected {
  elements: Elements
  removals: Removals
  /** By place, in the order of invocation. */
  reads: Read[][]
  /** The last row at which a write began or ended: whatever is read after it should show every kept write. */
  lastWriteRow: number
  /** Acknowledged reads that show no list, so that nothing can be said of them. */
  unreadable: number
}

type Micro = [string, Key, unknown]

/** What the operations of a set are called. */
export interface SetNames {
  add: string
  read: string
}

/**
 * Reads `add`, `remove` and `read`, or `txn` with `append` and `r`, as one table of elements and what was read of
 * them.
 */
export function collect(
  history: History,
  names: SetNames = { add: 'add', read: 'read' },
): Collected {
  const elements = new Elements()
  const removals = new Removals(history, elements)
  const collected: Collected = { elements, removals, reads: [], lastWriteRow: -1, unreadable: 0 }
  const add = history.nameOf(names.add)
  const remove = history.nameOf('remove')
  const read = history.nameOf(names.read)
  const txn = history.nameOf('txn')
  clientCalls(history, (start, end) => {
    const f = history.f[start]
    if (f === add)
      write(collected, history, start, end, keyOf(history, start), history.value[start])
    else if (f === remove) {
      const place = elements.placeOf(keyOf(history, start))
      removals.attempt(place, history.value[start], start, end)
      collected.lastWriteRow = Math.max(collected.lastWriteRow, start, end)
    } else if (f === txn) transaction(collected, history, start, end)
    else if (f === read && outcome(history, end) === OK)
      see(collected, start, end, keyOf(history, start), history.value[end], false)
  })
  for (const id of removals.ids()) elements.acknowledgeLast(history, id)
  return collected
}

function transaction(collected: Collected, history: History, start: number, end: number): void {
  const ok = outcome(history, end) === OK
  // Only a completion knows what was read; what was appended, the invocation knows as well.
  for (const [f, key, value] of micros(history.value[ok ? end : start])) {
    if (f === 'append') write(collected, history, start, end, key, value)
    else if (f === 'r' && ok) see(collected, start, end, key, value ?? [], true)
  }
}

function micros(value: unknown): Micro[] {
  return Array.isArray(value) ? value.filter((micro): micro is Micro => Array.isArray(micro)) : []
}

function write(
  collected: Collected,
  history: History,
  start: number,
  end: number,
  key: Key | undefined,
  value: unknown,
): void {
  const acknowledged = outcome(history, end) === OK ? end : -1
  const { elements } = collected
  elements.attempt(elements.placeOf(key), value, start, acknowledged)
  collected.lastWriteRow = Math.max(collected.lastWriteRow, start, end)
}

function see(
  collected: Collected,
  start: number,
  end: number,
  key: Key | undefined,
  values: unknown,
  ordered: boolean,
): void {
  const { elements, reads } = collected
  if (!Array.isArray(values)) {
    collected.unreadable++
    return
  }
  const place = elements.placeOf(key)
  reads[place] ??= []
  reads[place].push({ start, end, values, ordered })
}

function keyOf(history: History, row: number): Key | undefined {
  return history.key[row] < 0 ? undefined : history.keys[history.key[row]]
}
