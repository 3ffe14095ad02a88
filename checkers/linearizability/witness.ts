import { FAIL, OK } from '../../runner/history/history.ts'
import type { History } from '../../runner/history/history.ts'
import type { Key, Operation } from '../../runner/history/operation.ts'
import { callOf } from './parts.ts'
import type { Part } from './parts.ts'
import type { Model } from './model.ts'

/** A call as a report draws it: one bar in its process' lane. */
export interface Interval {
  process: number | 'fault'
  /** Row of the invocation in the history. */
  row: number
  text: string
  startNs: number
  /** `null`: nobody saw it end. */
  endNs: number | null
  isWitness: boolean
}

/** What the anomaly's picture is drawn from. */
export interface Picture {
  key?: Key
  /** The witness and what was under way beside it, by start. */
  intervals: Interval[]
  /** Rows of the invocations in the longest order found, its last few; empty where the method builds no orders. */
  longestOrder: number[]
}

const INTERVALS_SHOWN = 200

/** Both lines of each call, in the history's order; `isOpen` leaves a call's end out. */
export function witnessOf(
  history: History,
  part: Part,
  calls: Iterable<number>,
  isOpen: (call: number) => boolean = () => false,
): Operation[] {
  const rows = new Set<number>()
  for (const call of calls) {
    const row = part.row[call]
    rows.add(row)
    const end = history.pair[row]
    const ended = end >= 0 && (history.type[end] === OK || history.type[end] === FAIL)
    if (ended && !isOpen(call)) rows.add(end)
  }
  return [...rows].toSorted((a, b) => a - b).map((row) => history.operation(row))
}

export function pictureOf(
  history: History,
  model: Model,
  part: Part,
  calls: readonly number[],
  longestOrder: readonly number[],
): Picture {
  const inWitness = new Set(calls)
  const start = Math.min(...calls.map((call) => part.invoke[call]))
  const end = Math.max(...calls.map((call) => part.invoke[call]))
  const shown = new Set(calls)
  for (let call = 0; call < part.length && shown.size < INTERVALS_SHOWN; call++)
    if (part.invoke[call] <= end && part.response[call] >= start) shown.add(call)
  const intervals = [...shown]
    .toSorted((a, b) => a - b)
    .map((call) => intervalOf(history, model, part.row[call], inWitness.has(call)))
  const order = longestOrder.slice(-INTERVALS_SHOWN).map((call) => part.row[call])
  return { key: part.key, intervals, longestOrder: order }
}

function intervalOf(history: History, model: Model, row: number, isWitness: boolean): Interval {
  const end = history.pair[row]
  const ended = end >= 0 && (history.type[end] === OK || history.type[end] === FAIL)
  return {
    process: history.operation(row).process,
    row,
    text: describeCall(model, history, row),
    startNs: history.timeNs[row],
    endNs: ended ? history.timeNs[end] : null,
    isWitness,
  }
}

/** The call in words, as `write 3`. */
export function describeCall(model: Model, history: History, row: number): string {
  const call = callOf(history, row)
  if (model.describe) return model.describe(call)
  const input =
    call.input === undefined || call.input === null ? '' : ` ${JSON.stringify(call.input)}`
  const output = call.output === undefined ? '' : ` → ${JSON.stringify(call.output)}`
  return `${call.f}${input}${output}`
}
