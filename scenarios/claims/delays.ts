import { faultSpans } from '../../checkers/availability/faults.ts'
import { isRead } from '../../checkers/availability/gaps.ts'
import { INVOKE, OK, type History } from '../../history/history.ts'
import { changesOf, primaryBefore, type Evidence, type Mode } from '../../runner/evidence.ts'
import { linkName } from '../../runner/network/link.ts'
import { commitWith, parseSyncNames } from '../databases/postgres/sync-names.ts'
import { modeAt } from './direct-standbys.ts'
import type { Stretch } from './writes-during.ts'

/** A timer of the proxy's may go off so much too early, once for each direction. */
const EARLY_NS = 2e6

/** A stretch in which no commit could be confirmed but over links that took longer. */
export interface Delay extends Stretch {
  fault: string
  primary: string
  /** From the primary to such a standby and back, at least. */
  roundTripNs: number
}

/** Each fault that delayed so many standbys that no others were enough for a commit, throughout; or all of them. */
export function delaysOf(
  evidence: Evidence,
  nodes: readonly string[],
  who: 'all who confirm' | 'all' = 'all who confirm',
): Delay[] {
  const { history } = evidence
  const changes = changesOf(evidence)
  return faultSpans(history).flatMap(({ fault, inForceRow: fromRow, undoRow }) => {
    const { links, settings } = (history.value[fromRow] ?? {}) as Told
    if (!fault.startsWith('delay-') || links === undefined || settings === undefined) return []
    const untilRow = undoRow ?? history.length
    const primary = primaryBefore(fromRow, changes, nodes[0])
    if (changes.some(({ startRow }) => startRow > fromRow && startRow < untilRow)) return []
    const isUndelayed = (standby: string) => !links.includes(linkName(standby, primary))
    const others = nodes.filter((name) => name !== primary)
    const allAreLate = !others.some(isUndelayed)
    const mustWait = modesDuring(evidence, primary, { fromRow, untilRow }).every((mode) =>
      waitsWithout(mode, primary, isUndelayed),
    )
    const roundTripNs = 2e6 * (settings.ms - settings.jitter) - EARLY_NS
    const isMet = who === 'all' ? allAreLate : mustWait
    return isMet && roundTripNs > 0 ? [{ fault, primary, fromRow, untilRow, roundTripNs }] : []
  })
}

interface Told {
  links?: string[]
  settings?: { ms: number; jitter: number }
}

/** What a primary said of its mode at the beginning of a stretch, and each change in it. */
function modesDuring(
  evidence: Evidence,
  primary: string,
  { fromRow, untilRow }: Stretch,
): (Mode | undefined)[] {
  const { modes, history } = evidence
  const fromNs = history.timeNs[fromRow]
  const untilNs = history.timeNs[Math.min(untilRow, history.length - 1)]
  const changed = modes.filter(
    ({ node, timeNs }) => node === primary && timeNs > fromNs && timeNs < untilNs,
  )
  return [modeAt(evidence, primary, fromRow), ...changed]
}

/** Whether those who are left would be too few to confirm a commit. */
function waitsWithout(
  mode: Mode | undefined,
  primary: string,
  isLeft: (standby: string) => boolean,
): boolean {
  const names = parseSyncNames(mode?.settings.synchronous_standby_names ?? '')
  if (mode === undefined || names === undefined) return false
  const left = Object.keys(mode.standbys).filter(isLeft)
  return commitWith(names, { primary, left, silent: true }) === 'waits'
}

/** A client's write: when it began, and when it was acknowledged, if it was before the stretch ended. */
export interface Try {
  row: number
  beganNs: number
  acknowledgedNs?: number
}

/** The writes that were invoked on a stretch's primary in it. */
export function triesIn(
  history: History,
  { primary, fromRow, untilRow }: Pick<Delay, 'primary' | 'fromRow' | 'untilRow'>,
): Try[] {
  const tries: Try[] = []
  for (let row = fromRow; row < untilRow; row++) {
    if (!history.isClients(row) || history.type[row] !== INVOKE || isRead(history, row)) continue
    if (history.nodes[history.node[row]] !== primary) continue
    const end = history.pair[row]
    const isAcknowledged = end >= 0 && end < untilRow && history.type[end] === OK
    const acknowledgedNs = isAcknowledged ? history.timeNs[end] : undefined
    tries.push({ row, beganNs: history.timeNs[row], acknowledgedNs })
  }
  return tries
}
