import type { History } from '../../runner/history/history.ts'
import type { Anomaly } from '../checker.ts'
import type { Model } from './model.ts'
import { callOf } from './parts.ts'
import type { Part } from './parts.ts'
import type { SearchResult } from './search.ts'
import type { Core } from './shrink.ts'
import { describeCall, pictureOf, witnessOf } from './witness.ts'
import type { Zone, ZoneResult, ZoneViolation } from './zones.ts'

/** The call in a sentence: `read → 3 (process 2, 1.204 s to 1.207 s)`. */
function quote(history: History, model: Model, row: number): string {
  const end = history.pair[row]
  const until =
    end < 0 || callOf(history, row).outcome === 'unknown' ? '' : ` to ${seconds(history, end)}`
  const process = history.process[row]
  return `${describeCall(model, history, row)} (process ${process}, ${seconds(history, row)}${until})`
}

const seconds = (history: History, row: number): string =>
  `${(history.timeNs[row] / 1e9).toFixed(3)} s`

const onKey = (part: Part): string => (part.key === undefined ? '' : `Key ${part.key}: `)

export function explainZones(
  history: History,
  part: Part,
  model: Model,
  { violation, calls }: Extract<ZoneResult, { verdict: 'fail' }>,
): Anomaly {
  const say = (call: number): string =>
    call < 0 ? 'the initial value' : quote(history, model, part.row[call])
  return {
    name: nameOf(violation, (call) => callOf(history, part.row[call]).f),
    summary: `${onKey(part)}${sentenceOf(violation, say)}`,
    witness: witnessOf(history, part, calls),
    detail: pictureOf(history, model, part, calls, []),
  }
}

function nameOf(violation: ZoneViolation, fOf: (call: number) => string): string {
  switch (violation.kind) {
    case 'never written':
      return 'thin-air read'
    case 'taken twice':
      return 'lost update'
    case 'circle':
      return 'circular information flow'
    case 'out of order':
      return fOf(violation.earlier) === 'read' ? 'stale read' : 'future read'
    case 'torn apart':
      return 'stale read'
  }
}

function sentenceOf(violation: ZoneViolation, say: (call: number) => string): string {
  switch (violation.kind) {
    case 'never written':
      return `${say(violation.reader)} saw a value that nobody wrote.`
    case 'taken twice':
      return `${say(violation.first)} and ${say(violation.second)} both replaced the same value.`
    case 'circle':
      return `each of ${violation.chain.map(say).join(', ')} needs the value that another one left.`
    case 'out of order':
      return `${say(violation.later)} had ended before ${say(violation.earlier)} began, although its value came later.`
    case 'torn apart':
      return tornApart(violation, say)
  }
}

function tornApart(
  { outer, inner }: { outer: Zone; inner: Zone },
  say: (call: number) => string,
): string {
  const between =
    inner.firstEnd === inner.lastStart
      ? `which began`
      : `and ${say(inner.lastStart)}, whose value belongs to the same one, began`
  const since = outer.firstEnd < 0 ? 'at any time' : `after ${say(outer.firstEnd)} had ended`
  return `${say(outer.lastStart)} began after ${say(inner.firstEnd)} had ended, ${between} ${since}: the value it found had been replaced.`
}

export function explainCore(history: History, part: Part, model: Model, core: Core): Anomaly {
  const last = core.calls.find((call) => part.response[call] === core.end)
  const others = core.calls.length - 1
  const which = last === undefined ? 'one of them' : quote(history, model, part.row[last])
  return {
    name: 'non-linearizable',
    summary: `${onKey(part)}${which} cannot be ordered with ${others} other ${others === 1 ? 'operation' : 'operations'}.`,
    witness: witnessOf(history, part, core.calls, (call) => part.response[call] > core.end),
    detail: pictureOf(history, model, part, core.calls, core.longestOrder),
  }
}

/** Why a search ended without a verdict, and how far it came. */
export function whyUnknown(
  history: History,
  part: Part,
  model: Model,
  { order, blocked, limit }: Extract<SearchResult, { verdict: 'unknown' }>,
): string {
  const stood = quote(history, model, part.row[blocked])
  return `${onKey(part)}the ${limit} limit ended the search with ${order.length} of ${part.length} operations ordered; next in the way was ${stood}.`
}
