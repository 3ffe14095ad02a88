import type { History } from '../../history/history.ts'
import type { Anomaly } from '../checker.ts'
import { callOf } from './call.ts'
import type { CoreName } from './name-core.ts'
import type { Part } from './part.ts'
import type { SearchResult } from './limits.ts'
import type { ShrunkCore } from './shrink.ts'
import { eventsOf } from './timeline.ts'
import { describeCall, pictureOf, witnessOf } from './witness.ts'
import type { Scene } from './witness.ts'

/** The call in a sentence: `read → 3 (process 2, 1.204310 s to 1.207042 s)`. */
export function quote(scene: Scene, call: number): string {
  return quoteRow(scene, scene.part.row[call])
}

/** The same of the call that starts in this row of the history. */
export function quoteRow({ history, model }: Scene, row: number): string {
  const end =
    callOf(history, row).outcome === 'unknown' ? '' : ` to ${seconds(history, history.pair[row])}`
  const process = history.process[row]
  return `${describeCall(model, history, row)} (process ${process}, ${seconds(history, row)}${end})`
}

const seconds = (history: History, row: number): string =>
  `${(history.timeNs[row] / 1e9).toFixed(6)} s`

/** The sentence, of the key if there are several. */
export function sentence({ part }: Scene, text: string): string {
  return part.key === undefined ? text : `Key ${part.key}: ${text}`
}

/** `more` are rows of further calls, which the part may not have. */
export function anomalyOf(
  scene: Scene,
  name: string,
  text: string,
  calls: readonly number[],
  more: readonly number[] = [],
): Anomaly {
  return {
    name,
    summary: sentence(scene, text),
    witness: witnessOf(scene.history, [...calls.map((call) => scene.part.row[call]), ...more]),
    detail: pictureOf(scene, calls, []),
  }
}

/** What a search found: by its name, if it has one. */
export function explainCore(scene: Scene, core: ShrunkCore, name: CoreName | undefined): Anomaly {
  const { part } = scene
  const last = core.calls.find((call) => part.response[call] === core.end)
  return {
    name: name?.name ?? 'non-linearizable',
    summary: sentence(scene, name ? named(scene, core, name) : unnamed(scene, core, last)),
    witness: witnessOf(
      scene.history,
      core.calls.map((call) => part.row[call]),
      core.calls.filter((call) => part.response[call] > core.end).map((call) => part.row[call]),
    ),
    detail: pictureOf(scene, core.calls, core.longestOrder),
  }
}

function named(scene: Scene, core: ShrunkCore, { calls, text }: CoreName): string {
  const blamed = calls.map((call) => quote(scene, call)).join(' and ')
  const others = core.calls.length - calls.length
  return others === 0
    ? `${blamed} ${text}.`
    : `${blamed} ${text}, however the ${otherOperations(others)} may be ordered.`
}

function unnamed(scene: Scene, core: ShrunkCore, last: number | undefined): string {
  const which = last === undefined ? 'one of them' : quote(scene, last)
  return `${which} cannot be ordered with ${otherOperations(core.calls.length - 1)}.`
}

const otherOperations = (count: number): string =>
  `${count} other ${count === 1 ? 'operation' : 'operations'}`

/** Why a search ended without a verdict, and how far it came. */
export function whyUnknown(
  scene: Scene,
  { order, blocked, limit, tried }: Extract<SearchResult, { verdict: 'unknown' }>,
): string {
  const end =
    limit === 'configuration' ? `the limit of ${tried - 1} configurations` : `the ${limit} limit`
  const ordered = `${order.length} of ${scene.part.length} operations ordered`
  const most = `up to ${mostAtOnce(scene.part)} were under way at once`
  return sentence(
    scene,
    `${end} ended the search with ${ordered}, of which ${most}; next in the way was ${quote(scene, blocked)}.`,
  )
}

/** What makes a search long: how many operations may have come in any order. */
function mostAtOnce(part: Part): number {
  let now = 0
  let most = 0
  for (const isResponse of eventsOf(part).isResponse) {
    now += isResponse === 1 ? -1 : 1
    most = Math.max(most, now)
  }
  return most
}
