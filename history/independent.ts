import { SplitbrainError } from './errors.ts'
import { Tuple } from './formats/tuple.ts'
import { FAULT_PROCESS, type History, HistoryBuilder, INVOKE, OK } from './history.ts'
import type { Key } from './operation.ts'

/**
 * A history of independent keys, whose clients' values are `[key value]`, with the keys where keys belong;
 * `undefined` where it is none, or is not to be one (`isAsked` false). Where nobody says (undefined), every start must
 * have such a pair, and one must be what no plain history has: a tagged tuple, a start that knows nothing but a key
 * (`[5 nil]`), or a cas `[5 [3 4]]`. A history that has keys already is one if it is asked for.
 */
export function independentHistory(
  history: History,
  isAsked: boolean | undefined,
): History | undefined {
  if (isAsked === false) return undefined
  if (history.keys.length > 0) return isAsked ? history : undefined
  const { strayStart, strayEnd, isTagged, isTelling } = tuplesIn(history)
  const isCertain = isAsked === true || isTagged || (isTelling && strayStart === undefined)
  if (!isCertain) return undefined
  const stray = strayStart ?? strayEnd
  if (stray === undefined) return withKeys(history)
  throw new SplitbrainError(
    'history',
    `${history.where(stray)}: the value is not [key value], as those of operations on independent keys are; if they are none, say --no-independent.`,
  )
}

/** One key's part of a history, and the rows that its rows have there. */
export interface KeyPart {
  key: Key | undefined
  history: History
  rows: number[]
}

/**
 * A history a key, in order of the keys' first appearance; each has all events of faults, and none has a key. One at
 * a time, for there may be many keys.
 */
export function* partsByKey(history: History): Generator<KeyPart> {
  const { faults, byKey } = rowsByKey(history)
  for (const [id, own] of byKey) {
    const rows = faults.length === 0 ? own : [...faults, ...own].toSorted((a, b) => a - b)
    const builder = builderLike(history)
    for (const row of rows) {
      const { key: _, ...operation } = history.operation(row)
      builder.push(operation, history.line(row))
    }
    yield { key: history.keys[id], rows, history: builder.build() }
  }
}

/** An end that has no key is of its start's. */
function rowsByKey(history: History): { faults: number[]; byKey: Map<number, number[]> } {
  const faults: number[] = []
  const byKey = new Map<number, number[]>()
  for (let row = 0; row < history.length; row++) {
    if (history.process[row] === FAULT_PROCESS) {
      faults.push(row)
      continue
    }
    const isStart = history.type[row] === INVOKE || history.pair[row] < 0
    const id = history.key[isStart ? row : history.pair[row]]
    const own = byKey.get(id)
    if (own) own.push(row)
    else byKey.set(id, [row])
  }
  return { faults, byKey }
}

const builderLike = ({ completionOnly, source }: History): HistoryBuilder =>
  new HistoryBuilder({ completionOnly, file: source?.file })

function withKeys(history: History): History {
  const builder = builderLike(history)
  for (let row = 0; row < history.length; row++) {
    const operation = history.operation(row)
    const isTuple = history.process[row] !== FAULT_PROCESS && isPair(operation.value)
    const [key, value] = isTuple
      ? (operation.value as [Key, unknown])
      : [undefined, operation.value]
    builder.push({ ...operation, key, value }, history.line(row))
  }
  return builder.build()
}

interface Tuples {
  /** The first client's start whose value is no pair, and the first `ok`; other ends may have anything. */
  strayStart?: number
  strayEnd?: number
  isTagged: boolean
  /** Whether a start is what only an operation on one of many keys begins with. */
  isTelling: boolean
}

function tuplesIn(history: History): Tuples {
  const found: Tuples = { isTagged: false, isTelling: false }
  for (let row = 0; row < history.length; row++) {
    if (history.process[row] === FAULT_PROCESS) continue
    const value = history.value[row] ?? null
    const isStart = history.type[row] === INVOKE
    if (!isPair(value)) {
      if (isStart) found.strayStart ??= row
      else if (history.type[row] === OK && value !== null) found.strayEnd ??= row
    } else if (value instanceof Tuple) found.isTagged = true
    else if (isStart) found.isTelling ||= isTelling(history.names[history.f[row]], value[1])
  }
  return found
}

function isPair(value: unknown): value is [Key, unknown] {
  if (!Array.isArray(value) || value.length !== 2) return false
  return value instanceof Tuple || typeof value[0] === 'number' || typeof value[0] === 'string'
}

function isTelling(f: string, value: unknown): boolean {
  if (value === null) return true
  return Array.isArray(value) && (f === 'cas' || (f === 'txn' && value.every(Array.isArray)))
}
