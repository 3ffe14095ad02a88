import { INFO } from '../../history/history.ts'
import type { History } from '../../history/history.ts'
import type { Key, Operation } from '../../history/operation.ts'
import { callOf } from './call.ts'
import type { Model } from './model.ts'
import type { Part } from './part.ts'

/** What is explained: the calls of one part. */
export interface Scene {
  history: History
  part: Part
  model: Model
}

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

/** Both lines of each call that starts in these rows, in the history's order; without the ends of those still `open`. */
export function witnessOf(
  history: History,
  starts: readonly number[],
  open: readonly number[] = [],
): Operation[] {
  const ended = starts.filter((row) => hasEnd(history, row) && !open.includes(row))
  const rows = new Set([...starts, ...ended.map((row) => history.pair[row])])
  return [...rows].toSorted((a, b) => a - b).map((row) => history.operation(row))
}

/** Whether the client was told how it ended. */
function hasEnd(history: History, row: number): boolean {
  const end = history.pair[row]
  return end >= 0 && history.type[end] !== INFO
}

export function pictureOf(
  { history, model, part }: Scene,
  calls: readonly number[],
  longestOrder: readonly number[],
): Picture {
  const witness = calls.toSorted((a, b) => a - b).slice(-INTERVALS_SHOWN)
  const shown = new Set(witness)
  const [start, end] = [part.invoke[witness[0]], part.invoke[witness.at(-1)!]]
  for (let call = 0; call < part.length && shown.size < INTERVALS_SHOWN; call++)
    if (part.invoke[call] <= end && part.response[call] >= start) shown.add(call)
  const intervals = [...shown]
    .toSorted((a, b) => a - b)
    .map((call) => intervalOf(history, model, part.row[call], witness.includes(call)))
  const order = longestOrder.slice(-INTERVALS_SHOWN).map((call) => part.row[call])
  return { key: part.key, intervals, longestOrder: order }
}

function intervalOf(history: History, model: Model, row: number, isWitness: boolean): Interval {
  return {
    process: history.operation(row).process,
    row,
    text: describeCall(model, history, row),
    startNs: history.timeNs[row],
    endNs: hasEnd(history, row) ? history.timeNs[history.pair[row]] : null,
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
