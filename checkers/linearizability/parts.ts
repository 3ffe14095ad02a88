import { SplitbrainError } from '../../history/errors.ts'
import { FAIL, INVOKE } from '../../history/history.ts'
import type { History } from '../../history/history.ts'
import type { Key } from '../../history/operation.ts'
import { callOf } from './call.ts'
import type { Model } from './model.ts'
import { NEVER } from './part.ts'
import type { Part } from './part.ts'

/** One part a key for models by key, otherwise one; without the calls that prove nothing. */
export function partsOf(history: History, model: Model): Part[] {
  const selected = selectCalls(history, model)
  const partOf = (row: number): number => (model.byKey ? history.key[row] + 1 : 0)
  const lengths = new Int32Array(model.byKey ? history.keys.length + 1 : 1)
  for (const row of selected) lengths[partOf(row)]++
  const parts = [...lengths].map((length, index) => emptyPart(length, history.keys[index - 1]))
  const callAt = new Int32Array(history.length).fill(-1)
  const isSelected = new Uint8Array(history.length)
  for (const row of selected) isSelected[row] = 1
  for (let row = 0; row < history.length; row++) {
    if (history.type[row] === INVOKE) {
      if (isSelected[row] === 0) continue
      const part = parts[partOf(row)]
      callAt[row] = part.length
      part.row[part.length] = row
      part.invoke[part.length] = part.events++
      part.response[part.length++] = NEVER
    } else {
      const start = history.pair[row]
      if (start < 0 || callAt[start] < 0 || history.type[row] > FAIL) continue
      const part = parts[partOf(start)]
      part.response[callAt[start]] = part.events++
    }
  }
  return parts.filter(({ length }) => length > 0)
}

/** Whether a call of the part ended with an answer that could have been wrong. */
export function isObserved(history: History, part: Part, model: Model): boolean {
  for (let place = 0; place < part.length; place++) {
    if (part.response[place] === NEVER) continue
    if (model.observes?.(callOf(history, part.row[place])) ?? true) return true
  }
  return false
}

/** Rows of the invocations that the model judges. */
function selectCalls(history: History, model: Model): Int32Array {
  const known = history.names.map((name) => model.operations.includes(name))
  const failureCounts = history.names.map((name) => model.observedFailures?.includes(name) ?? false)
  const rows = new Int32Array(history.length)
  let length = 0
  for (let row = 0; row < history.length; row++) {
    if (history.type[row] !== INVOKE || !history.isClients(row)) continue
    if (!known[history.f[row]]) throw unknownOperation(history, row, model)
    const end = history.pair[row]
    if (end >= 0 && history.type[end] === FAIL && !failureCounts[history.f[row]]) continue
    const call = callOf(history, row)
    const complaint = model.malformed?.(call)
    if (complaint) throw new SplitbrainError('history', `${history.where(row)}: ${complaint}.`)
    if (call.outcome === 'unknown' && model.isRead?.(call)) continue
    if (model.isIgnored?.(call)) continue
    rows[length++] = row
  }
  return rows.subarray(0, length)
}

function emptyPart(length: number, key: Key | undefined): Part {
  return {
    key,
    length: 0,
    events: 0,
    row: new Int32Array(length),
    invoke: new Int32Array(length),
    response: new Int32Array(length),
  }
}

function unknownOperation(history: History, row: number, model: Model): SplitbrainError {
  const f = history.names[history.f[row]]
  return new SplitbrainError(
    'history',
    `${history.where(row)}: the model ${model.name} has no operation ${f} (it has ${model.operations.join(', ')}).`,
  )
}
