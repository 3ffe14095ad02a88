import type { Anomaly } from '../checker.ts'
import { anomalyOf, quote } from './explain.ts'
import type { Scene } from './explain.ts'
import { callOf } from './parts.ts'
import type { Zone, ZoneResult, ZoneViolation } from './zones.ts'

export function explainZones(
  scene: Scene,
  { violation, calls }: Extract<ZoneResult, { verdict: 'fail' }>,
): Anomaly {
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
