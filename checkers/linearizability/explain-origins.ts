import { INVOKE } from '../../history/history.ts'
import type { History } from '../../history/history.ts'
import type { Anomaly } from '../checker.ts'
import { callOf } from './call.ts'
import { anomalyOf, quote, quoteRow } from './explain.ts'
import type { Model, OriginsOf } from './model.ts'
import type { Missing, Orphan } from './origins.ts'
import type { Scene } from './witness.ts'

/** A call that would have left what was seen, if it had not failed or had begun in time. */
interface Culprit {
  row: number
  isLate: boolean
  /** It leaves what was seen itself, not what something between needs. */
  isDirect: boolean
}

/** Names what came from nowhere: from a failed call, from one that had not begun, from none, or out of a circle. */
export function explainOrphan(
  scene: Scene,
  orphan: Orphan,
  words: OriginsOf,
  initial: unknown,
): Anomaly {
  const culprit = orphan.missing.taken ? undefined : culpritOf(scene, orphan, words, initial)
  const [name, text, rows] = wordsFor(scene, orphan.missing, words, culprit)
  return anomalyOf(scene, name, `${quote(scene, orphan.call)} ${text}.`, [orphan.call], rows)
}

type Words = [name: string, text: string, rows: readonly number[]]

function wordsFor(
  scene: Scene,
  { what, through, circle, overwriter, taken }: Missing,
  { sight, wrote }: OriginsOf,
  culprit: Culprit | undefined,
): Words {
  const say = (row: number): string => quoteRow(scene, row)
  const path = through.map((row) => `what ${say(row)} leaves if it finds `).join('')
  if (culprit) return ofCulprit(culprit, sight, culprit.isDirect ? '' : `${path}${what}: `, say)
  if (taken) return takenTooOften(what, taken, sight)
  if (circle)
    return [
      'circular information flow',
      `saw what comes out of a circle: each of ${circle.map(say).join(', ')} needs what another one left`,
      through,
    ]
  if (overwriter !== undefined)
    return [
      `intermediate ${sight}`,
      `saw ${path}${what}, which ${say(overwriter)} overwrote itself`,
      [...through, overwriter],
    ]
  return [`thin-air ${sight}`, `saw ${path}${what}, which nobody ${wrote}`, through]
}

function ofCulprit(
  { row, isLate }: Culprit,
  sight: string,
  path: string,
  say: (row: number) => string,
): Words {
  return isLate
    ? [`future ${sight}`, `saw ${path}what ${say(row)} was to leave, which began only later`, [row]]
    : [
        `aborted ${sight}`,
        `saw ${path}what ${say(row)} was to leave, which failed and so did not happen`,
        [row],
      ]
}

function takenTooOften(
  what: string,
  { left, leavers, takers }: NonNullable<Missing['taken']>,
  sight: string,
): Words {
  const times = (count: number): string => (count === 1 ? 'once' : `${count} times`)
  const text = `took ${what}, which so came out ${times(takers.length)} and can have been there only ${times(left)} by then`
  return [`duplicate ${sight}`, text, [...leavers, ...takers]]
}

/**
 * The first call, of those that failed and then of those that began later, with which (and those before it) the value
 * would be there: the more calls the more there is, so it is found by bisection.
 */
function culpritOf(
  { history, part, model }: Scene,
  { call: orphan }: Orphan,
  { from }: OriginsOf,
  initial: unknown,
): Culprit | undefined {
  const end = history.pair[part.row[orphan]]
  const rows = rowsOf(history, model, part.row[orphan])
  const failed = (row: number): boolean => callOf(history, row).outcome === 'failed'
  const early = rows.filter((row) => row < end)
  const candidates = [...early.filter(failed), ...rows.filter((row) => row > end)]
  const isThere = (begun: number[], more: number[]): boolean => {
    const origins = from(initial)
    for (const row of begun) origins.begin(row, callOf(history, row))
    for (const row of more) origins.leave(row, { ...callOf(history, row), outcome: 'unknown' })
    return origins.end(part.row[orphan], callOf(history, part.row[orphan])) === undefined
  }
  const begun = early.filter((row) => row !== part.row[orphan] && !failed(row))
  if (!isThere(begun, candidates)) return undefined
  let [without, enough] = [0, candidates.length]
  while (enough - without > 1) {
    const middle = (without + enough) >> 1
    if (isThere(begun, candidates.slice(0, middle))) enough = middle
    else without = middle
  }
  const row = candidates[enough - 1]
  return { row, isLate: row > end, isDirect: isThere([], [row]) }
}

/** Rows of the starts of all calls of the same object that the model knows, failed ones too. */
function rowsOf(history: History, model: Model, of: number): number[] {
  const rows: number[] = []
  for (let row = 0; row < history.length; row++) {
    if (history.type[row] !== INVOKE || !history.isClients(row)) continue
    if (model.byKey && history.key[row] !== history.key[of]) continue
    if (!model.malformed?.(callOf(history, row))) rows.push(row)
  }
  return rows
}
