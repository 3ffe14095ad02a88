import { History } from '../history/history.ts'
import type { HistoryOptions } from '../history/history.ts'
import type { Key, Operation } from '../history/operation.ts'
import type { About, Checker, CheckResult } from './checker.ts'

export interface LawOptions extends HistoryOptions {
  about?: About
  /** The checker judges by final reads, so a cut history may be `unknown`, but never `fail`. */
  needsFinalRead?: boolean
  /** Set to false where a witness only makes sense beside the whole history. */
  witnessAlone?: boolean
  /** How an operation names its keys; the default renames `key` and the keys of a `txn`'s micro-operations. */
  renameKeys?: (operation: Operation, rename: (key: Key) => Key) => Operation
}

/**
 * Throws, naming the law, when `checker` breaks one of the laws that every checker keeps, on this history:
 * - an empty history is `unknown`; a fail shows an anomaly, a pass shows none, an unknown says why;
 * - the same history gets the same result, and is not changed by being judged;
 * - renaming processes or keys changes neither the verdict nor the anomalies' names;
 * - of a passing history, a prefix never fails, and once a prefix has passed all longer ones pass;
 * - a witness quotes the history, and fails when judged alone.
 *
 * @example
 * fc.assert(fc.property(arbitraryHistory, (operations) => assertLaws(bank(), operations)))
 * fc.assert(fc.property(arbitraryHistory, (operations) =>
 *   assertLaws(durability(), operations, { needsFinalRead: true }),
 * ))
 */
export function assertLaws(
  checker: Checker,
  operations: readonly Operation[],
  options: LawOptions = {},
): void {
  const judge = (some: readonly Operation[]): CheckResult =>
    checker.check(History.from(some, options), options.about ?? {})
  const empty = judge([])
  if (empty.verdict !== 'unknown') broken('an empty history is unknown', empty)
  const result = judgeUntouched(checker, operations, options)
  verdictIsExplained(result)
  if (show(judge(operations)) !== show(result)) broken('judging twice gives one result', result)
  const likeBefore = (law: string, renamed: Operation[]): void => {
    if (outline(judge(renamed)) !== outline(result)) broken(law, judge(renamed))
  }
  likeBefore('processes have no names', renameProcesses(operations))
  likeBefore('keys have no names', renameAllKeys(operations, options.renameKeys ?? renameKeys))
  if (result.verdict === 'pass') prefixesPass(judge, operations, options.needsFinalRead ?? false)
  for (const { witness } of result.anomalies) {
    // The names that its summary gives them are no part of the history.
    for (const { label: _, ...operation } of witness)
      if (show(operation) !== show(History.from(operations, options).operation(operation.index)))
        broken('a witness quotes the history', operation)
    if (options.witnessAlone !== false && judge(inOrder(witness)).verdict !== 'fail')
      broken('the witness alone fails', witness)
  }
}

function judgeUntouched(
  checker: Checker,
  operations: readonly Operation[],
  options: LawOptions,
): CheckResult {
  const history = History.from(operations, options)
  const before = show(history)
  const result = checker.check(history, options.about ?? {})
  if (show(history) !== before) broken('a history is not changed by being judged', operations)
  return result
}

function verdictIsExplained({ verdict, anomalies, reason }: CheckResult): void {
  if (verdict === 'fail' && !anomalies.some(({ witness }) => witness.length > 0))
    broken('a fail shows an anomaly with its witness', anomalies)
  if (verdict === 'pass' && anomalies.length > 0) broken('a pass shows no anomaly', anomalies)
  if (verdict === 'unknown' && !reason) broken('an unknown says why', verdict)
}

function prefixesPass(
  judge: (some: readonly Operation[]) => CheckResult,
  operations: readonly Operation[],
  needsFinalRead: boolean,
): void {
  const step = Math.ceil(operations.length / 30)
  let passed = false
  for (let length = 0; length < operations.length; length += step) {
    const { verdict } = judge(operations.slice(0, length))
    if (verdict === 'fail' || (passed && verdict !== 'pass' && !needsFinalRead))
      broken('a prefix of a passing history passes', operations.slice(0, length))
    passed ||= verdict === 'pass'
  }
}

function renameProcesses(operations: readonly Operation[]): Operation[] {
  return operations.map((operation) =>
    operation.process === 'fault' ? operation : { ...operation, process: 9000 - operation.process },
  )
}

/** The new names sort the other way round than the old ones' order of appearance. */
function renameAllKeys(
  operations: readonly Operation[],
  renameIn: NonNullable<LawOptions['renameKeys']>,
): Operation[] {
  const names = new Map<Key, Key>()
  const rename = (key: Key): Key => {
    if (!names.has(key)) names.set(key, `renamed ${9999 - names.size}`)
    return names.get(key) as Key
  }
  return operations.map((operation) =>
    operation.process === 'fault' ? operation : renameIn(operation, rename),
  )
}

function renameKeys(operation: Operation, rename: (key: Key) => Key): Operation {
  const renamed = { ...operation }
  if (operation.key !== undefined) renamed.key = rename(operation.key)
  if (operation.f === 'txn' && Array.isArray(operation.value))
    renamed.value = operation.value.map(([f, key, value]) => [f, rename(key), value])
  return renamed
}

function inOrder(witness: readonly Operation[]): Operation[] {
  const seen = new Map(witness.map((operation) => [operation.index, operation]))
  return [...seen.values()].toSorted((a, b) => a.index - b.index)
}

function outline({ verdict, anomalies }: CheckResult): string {
  return [verdict, ...new Set(anomalies.map(({ name }) => name).toSorted())].join(', ')
}

/** JSON, with what JSON would lose. */
function show(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) => {
    if (part instanceof Map || part instanceof Set) return [...part]
    return typeof part === 'bigint' || Number.isNaN(part) ? String(part) : part
  })
}

function broken(law: string, found: unknown): never {
  throw new Error(`Broken law: ${law}; found ${show(found).slice(0, 2000)}`)
}
