import { wholeNumber } from '../../checkers/invariants/whole-number.ts'
import { SplitbrainError } from '../../history/errors.ts'
import { FAULT_PROCESS, type History } from '../../history/history.ts'

/** Histories of one kind: the checker that judges them unless another is named, and their model of linearizability. */
export interface Family {
  /** Their operations; none other may be in the history. */
  fs: readonly string[]
  /** What else must be so, where the names alone don't tell. */
  when?: (history: History) => boolean
  checker: string
  model?: string
}

/** The first that fits is taken. */
const families: readonly Family[] = [
  { fs: ['txn'], when: appends, checker: 'list-append' },
  { fs: ['txn'], when: spellsOut, checker: 'linearizability', model: 'multi-register' },
  { fs: ['txn'], checker: 'rw-register' },
  { fs: ['read', 'write'], when: readsMicros, checker: 'long-fork' },
  { fs: ['transfer', 'read', 'ledger'], when: readsMaps, checker: 'bank' },
  { fs: ['add', 'read'], when: countsUp, checker: 'counter', model: 'counter' },
  { fs: ['add', 'read'], when: readsLists, checker: 'durability', model: 'grow-only-set' },
  {
    fs: ['read', 'write', 'cas'],
    checker: 'linearizability',
    model: 'cas-register',
  },
  { fs: ['transfer', 'read'], checker: 'bank' },
  { fs: ['add', 'read'], checker: 'durability', model: 'grow-only-set' },
  { fs: ['add', 'remove', 'read'], checker: 'durability' },
  { fs: ['get', 'put', 'append'], checker: 'linearizability', model: 'key-value' },
  { fs: ['acquire', 'release'], checker: 'linearizability', model: 'mutex' },
  { fs: ['enqueue', 'dequeue', 'drain'], checker: 'total-queue', model: 'fifo-queue' },
  { fs: ['generate'], checker: 'unique-ids' },
]

/** Names of the clients' operations, in order of first appearance. */
export function operationsOf(history: History): string[] {
  return [...firstRows(history).keys()]
}

/** `undefined` where no one kind has all the operations, or there are none. */
export function familyOf(history: History): Family | undefined {
  const fs = operationsOf(history)
  if (fs.length === 0) return undefined
  return families.find((family) => has(family, fs) && (family.when?.(history) ?? true))
}

/** The error for a history of no family: at the first operation that doesn't go with those before it. */
export function noFamily(history: History): SplitbrainError {
  const before: string[] = []
  for (const [f, row] of firstRows(history)) {
    if (!families.some((family) => has(family, [...before, f]))) {
      const together = before.length === 0 ? '' : ` together with ${before.join(', ')}`
      return new SplitbrainError(
        'history',
        `${history.where(row)}: no checker is the obvious one for the operation ${f}${together}; name one with --checker.`,
      )
    }
    before.push(f)
  }
  return new SplitbrainError('history', 'No checker is the obvious one; name one with --checker.')
}

const has = ({ fs }: Family, wanted: readonly string[]): boolean =>
  wanted.every((f) => fs.includes(f))

function firstRows(history: History): Map<string, number> {
  const first = new Map<string, number>()
  const seen = new Uint8Array(history.names.length)
  for (let row = 0; row < history.length; row++) {
    const f = history.f[row]
    if (seen[f] === 1 || history.process[row] === FAULT_PROCESS) continue
    seen[f] = 1
    first.set(history.names[f], row)
  }
  return first
}

function appends(history: History): boolean {
  return anyMicro(history, ([f, , value]) => f === 'append' || (f === 'r' && Array.isArray(value)))
}

/** Knossos writes `read` and `write` where Elle writes `r` and `w`. */
function spellsOut(history: History): boolean {
  return anyMicro(history, ([f]) => f === 'read' || f === 'write')
}

function readsMicros(history: History): boolean {
  return anyValue(history, 'read', (value) => micros(value).some(([f]) => f === 'r'))
}

function readsMaps(history: History): boolean {
  return anyValue(history, 'read', (value) => typeof value === 'object' && !Array.isArray(value))
}

function readsLists(history: History): boolean {
  return anyValue(history, 'read', Array.isArray)
}

function countsUp(history: History): boolean {
  return history.nameOf('add') >= 0 && anyValue(history, 'read', isNumber)
}

/** The readers give whole numbers beyond 2⁵³ as their digits. */
function isNumber(value: unknown): boolean {
  return typeof value === 'number' || wholeNumber(value) !== null
}

function anyMicro(history: History, test: (micro: unknown[]) => boolean): boolean {
  return anyValue(history, 'txn', (value) => micros(value).some(test))
}

function micros(value: unknown): unknown[][] {
  return Array.isArray(value) ? value.filter(Array.isArray) : []
}

/** Whether some operation of that name has such a value; empty ones are not asked about. */
function anyValue(history: History, name: string, test: (value: unknown) => boolean): boolean {
  const f = history.nameOf(name)
  if (f < 0) return false
  for (let row = 0; row < history.length; row++) {
    const value = history.value[row] ?? null
    if (history.f[row] === f && value !== null && test(value)) return true
  }
  return false
}
