import type { Anomaly } from '../checker.ts'
import { callOf } from './call.ts'
import { anomalyOf, quote } from './explain.ts'
import type { Scene } from './witness.ts'
import type { Zone, ZoneViolation } from './zones.ts'

/** What had no origin when it was seen is named by that. */
export type NamedByZones = Exclude<ZoneViolation, { kind: 'never written' | 'circle' }>

/** Whether something was seen that had not been written by then: certainly, or maybe where a writer began too late. */
export function mayHaveNoOrigin({ history, part }: Scene, violation: ZoneViolation): boolean {
  if (violation.kind === 'out of order')
    return callOf(history, part.row[violation.earlier]).f !== 'read'
  return violation.kind === 'never written' || violation.kind === 'circle'
}

export function explainZones(
  scene: Scene,
  violation: NamedByZones,
  calls: readonly number[],
): Anomaly {
  const say = (call: number): string => quote(scene, call)
  const [name, text] = wordsFor(violation, say)
  return anomalyOf(scene, name, text, calls)
}

function wordsFor(
  violation: NamedByZones,
  say: (call: number) => string,
): [name: string, text: string] {
  switch (violation.kind) {
    case 'taken twice':
      return [
        'lost update',
        `${say(violation.first)} and ${say(violation.second)} both replaced the same value.`,
      ]
    case 'out of order':
      return [
        'stale read',
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
