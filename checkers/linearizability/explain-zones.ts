import { FAULT_PROCESS, INVOKE } from '../../runner/history/history.ts'
import type { Anomaly } from '../checker.ts'
import { anomalyOf, quote } from './explain.ts'
import { callOf } from './parts.ts'
import { identityOf } from './values.ts'
import { describeCall } from './witness.ts'
import type { Scene } from './witness.ts'
import type { Zone, ZoneResult, ZoneViolation } from './zones.ts'

export function explainZones(
  scene: Scene,
  { violation, calls }: Extract<ZoneResult, { verdict: 'fail' }>,
): Anomaly {
  const aborted =
    violation.kind === 'never written' ? failedWriteOf(scene, violation.reader) : undefined
  if (aborted !== undefined) return abortedRead(scene, calls, aborted)
  const say = (call: number): string => quote(scene, call)
  const isRead = (call: number): boolean => callOf(scene.history, scene.part.row[call]).f === 'read'
  const [name, text] = wordsFor(violation, say, isRead)
  return anomalyOf(scene, name, text, calls)
}

function wordsFor(
  violation: ZoneViolation,
  say: (call: number) => string,
  isRead: (call: number) => boolean,
): [name: string, text: string] {
  switch (violation.kind) {
    case 'never written':
      return ['thin-air read', `${say(violation.reader)} saw a value that nobody wrote.`]
    case 'taken twice':
      return [
        'lost update',
        `${say(violation.first)} and ${say(violation.second)} both replaced the same value.`,
      ]
    case 'circle':
      return [
        'circular information flow',
        `each of ${violation.chain.map(say).join(', ')} needs the value that another one left.`,
      ]
    case 'out of order':
      return [
        isRead(violation.earlier) ? 'stale read' : 'future read',
        `${say(violation.earlier)} began after ${say(violation.later)} had ended, which saw or left what came later.`,
      ]
    case 'torn apart':
      return ['stale read', `${tornApart(violation, say)}: what it saw had been replaced.`]
  }
}

function tornApart(
  { outer, inner }: { outer: Zone; inner: Zone },
  say: (call: number) => string,
): string {
  const stale = `${say(outer.lastStart)} began after ${say(inner.firstEnd)} had ended`
  if (outer.firstEnd < 0) return stale
  const before = `began after ${say(outer.firstEnd)} had ended`
  return inner.firstEnd === inner.lastStart
    ? `${stale}, which ${before}`
    : `${stale}, and ${say(inner.lastStart)}, of the same value, ${before}`
}

/** The row of a write that failed, and so did not happen, of the value that the reader saw all the same. */
function failedWriteOf({ history, part, model }: Scene, reader: number): number | undefined {
  const { row } = part
  const valueSeen = identityOf(model.access?.(callOf(history, row[reader])).saw?.value)
  for (let start = 0; start < history.length; start++) {
    if (history.type[start] !== INVOKE || history.process[start] === FAULT_PROCESS) continue
    if (history.key[start] !== history.key[row[reader]]) continue
    const call = callOf(history, start)
    const left = call.outcome === 'failed' ? model.access?.(call).left : undefined
    if (left && identityOf(left.value) === valueSeen) return start
  }
  return undefined
}

function abortedRead(scene: Scene, calls: readonly number[], failed: number): Anomaly {
  const { history, model } = scene
  const reader = quote(scene, calls[0])
  const write = `${describeCall(model, history, failed)} (process ${history.process[failed]})`
  const text = `${reader} saw what ${write} was to leave, which had failed and so did not happen.`
  const anomaly = anomalyOf(scene, 'aborted read', text, calls)
  const both = [failed, history.pair[failed]].map((row) => history.operation(row))
  const witness = [...anomaly.witness, ...both].toSorted((a, b) => a.index - b.index)
  return { ...anomaly, witness }
}
