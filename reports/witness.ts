import type { WitnessOperation } from '../checkers/checker.ts'
import type { Operation } from '../history/operation.ts'
import { shorten } from './plain-text.ts'
import { DASH, decimalsFor, moment } from './quantities.ts'

/** One operation of a witness, start and end on one row. */
export interface WitnessRow {
  /** What the anomaly's summary calls it, as `T1`; mostly nothing. */
  label: string
  /** `1.204 s`, with as many decimals as tell all of the witness's times apart; a dash where there is no invocation. */
  from: string
  to: string
  process: string
  /** `write x 3`, `append x 1 · read y [1 2]`. */
  operation: string
  /** `ok`, `fail`, `info`, or a dash when the witness has no completion. */
  outcome: string
  node: string
  error: string
  /** Of the operation's last line, from 0, as `index` stands in history.jsonl. */
  index: number
}

/** A witness in the order of time, its completions beside their invocations. */
export function witnessRows(witness: readonly WitnessOperation[], longest = 160): WitnessRow[] {
  const decimals = decimalsFor(witness.map(({ timeNs }) => timeNs))
  return pairs(witness).map(({ start, end }) => {
    const last = end ?? start!
    return {
      label: last.label ?? start?.label ?? '',
      from: moment(start?.timeNs, decimals),
      to: moment(end?.timeNs, decimals),
      process: String(last.process),
      operation: shorten(describeOperation(last, start), longest),
      outcome: end?.type ?? DASH,
      node: last.node ?? start?.node ?? '',
      error: shorten(last.error ?? '', longest),
      index: last.index,
    }
  })
}

interface Pair {
  start?: WitnessOperation
  end?: WitnessOperation
}

function pairs(witness: readonly WitnessOperation[]): Pair[] {
  const open = new Map<string, Pair>()
  const all: Pair[] = []
  for (const operation of witness.toSorted((a, b) => a.index - b.index)) {
    const slot = `${operation.process} ${operation.f}`
    const waiting = open.get(slot)
    if (operation.type === 'invoke') {
      const pair = { start: operation }
      open.set(slot, pair)
      all.push(pair)
    } else if (waiting) {
      waiting.end = operation
      open.delete(slot)
    } else all.push({ end: operation })
  }
  return all
}

export type MicroOperation = [f: string, key: unknown, value: unknown]

const microNames: Record<string, string> = { r: 'read', w: 'write' }

export function describeMicroOperation([f, key, value]: MicroOperation): string {
  return `${microNames[f] ?? f} ${describeValue(key)} ${describeValue(value)}`
}

/** An operation as a person would say it; the completion's value is preferred, for it has what was read. */
export function describeOperation(operation: Operation, invocation?: Operation): string {
  const value = operation.value ?? invocation?.value
  const key = operation.key === undefined ? '' : ` ${describeValue(operation.key)}`
  if (operation.f === 'txn' && Array.isArray(value))
    return (value as MicroOperation[]).map(describeMicroOperation).join(' · ')
  if (operation.f === 'cas' && Array.isArray(value))
    return `cas${key} ${describeValue(value[0])} → ${describeValue(value[1])}`
  if (operation.f === 'read' && operation.type === 'invoke') return `read${key}`
  return `${operation.f}${key}${value === undefined || value === null ? (operation.f === 'read' ? ' nil' : '') : ` ${describeValue(value)}`}`
}

/** A value as plainly as it can be told: quotes only where it would look like another, long lists by their length. */
export function describeValue(value: unknown): string {
  if (value === null || value === undefined) return 'nil'
  if (typeof value === 'string' && looksLikeAnother(value)) return JSON.stringify(value)
  if (Array.isArray(value))
    return value.length > 12
      ? `[${value.length} elements]`
      : `[${value.map(describeValue).join(' ')}]`
  if (typeof value === 'object')
    return Object.entries(value)
      .map(([name, part]) => `${name} ${describeValue(part)}`)
      .join(', ')
  return String(value)
}

/** A whole number that a number can't hold is text, and looks like nothing else. */
function looksLikeAnother(text: string): boolean {
  if (['', 'nil', 'true', 'false'].includes(text)) return true
  return /^-?\d/.test(text) && text === String(Number(text)) && !isBeyond(Number(text))
}

const isBeyond = (value: number): boolean => Number.isInteger(value) && !Number.isSafeInteger(value)
