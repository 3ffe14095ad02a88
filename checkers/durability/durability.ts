import type { History } from '../../history/history.ts'
import type { Key } from '../../history/operation.ts'
import type { CheckResult, Checker } from '../checker.ts'
import { judged } from '../invariants/judged.ts'
import { anomaliesOf } from './anomalies.ts'
import { collect, type Collected, type SetNames } from './collect.ts'
import { fatesOf, type Fates } from './fates.ts'
import { holesOf } from './holes.ts'
import { impossibleSightings } from './impossible-sightings.ts'
import { lostWrites, SHOWN, type LostWrite } from './lost-writes.ts'
import { tellResurrected } from './resurrected.ts'
import { lostWindow, rpo, type LostWindow, type Rpo } from './rpo.ts'
import { sight } from './sightings.ts'
import { onlyElsewhere, onlyInLast } from './vanished.ts'

/** acknowledged = kept + lost + partial + unread + removed; all counts are of elements. */
export interface DurabilityResult extends CheckResult {
  acknowledged: number
  /** In the last read. */
  kept: number
  /** In no closing read; `null` when there was no last read. */
  lost: number | null
  /** Not in the last read but in another node's closing read: that replica lags, or else has lost it. */
  partial: number
  /** Of a key that was not read at the end. */
  unread: number
  /** Not in the last read, as a remove that may have come after them explains. */
  removed: number
  /** Not acknowledged and yet there at the end, or not: neither is a bug where none of the next three is. */
  recovered: number
  absent: number
  /** Of the absent those that a read had shown: they had happened, whatever their client heard. */
  seenThenLost: number
  /** Read, though every attempt to write them before had certainly failed. */
  aborted: number
  /** Read before anybody began to write them. */
  future: number
  /** Removed, which was acknowledged, and there at the end. */
  lostRemoves: number
  /** Shown more than once by one read. */
  duplicated: number
  /** Known to be there, missing from a later read, and there again after that. */
  stale: number
  /** Those of the stale that had been seen before they went missing: lost and back again. */
  resurrected: number
  /** Read, though nobody ever tried to write it. */
  unexpected: number
  rpo: Rpo | null
  /** When the first and the last of the lost writes were acknowledged. */
  lostWindow: LostWindow | null
  /** Lost though a later write of the same node survived, with no fault event between: not a lost suffix. */
  holes: number
  /** The lost writes one by one in the order of acknowledgement, the first thousand of them. */
  lostWrites: LostWrite[]
  /** Which were seen and then lost, the first thousand of them. */
  seenThenLostWrites: { element: unknown; key?: Key }[]
}

/**
 * What became of every acknowledged write, judged by the last read, which must have begun after every write had
 * ended, and by the closing reads of the other nodes: their last after all writes and with no fault event since. Reads
 * sets (`add`, `remove`, `read` of all, or as `names` calls them) and lists (`txn` with `append` and `r`).
 */
export function durability(names?: SetNames): Checker<DurabilityResult> {
  return {
    name: 'durability',
    about: 'Whether every acknowledged write was kept (RPO)',
    check: (history) => check(history, names),
  }
}

function check(history: History, names?: SetNames): DurabilityResult {
  const collected = collect(history, names)
  const sightings = sight(history, collected)
  const fates = fatesOf(history, collected, sightings)
  const anyLastRead = sightings.closing.some((reads) => reads.length > 0)
  const window = lostWindow(history, collected.elements, fates.lost)
  const stories = lostWrites(history, collected, sightings, fates.lost)
  const holes = holesOf(history, collected.elements, fates, sightings)
  const impossible = impossibleSightings(history, collected.elements, sightings.firstSeen)
  const anomalies = anomaliesOf(history, collected, sightings, fates, stories, holes, impossible)
  const resurrected = sum(sightings.resurrected)
  const { reason, ...judgement } = judged(anomalies, whyUnknown(collected, fates, anyLastRead))
  const notice = tellResurrected(history, collected, sightings, resurrected)
  const told = judgement.verdict === 'pass' ? notice : reason
  return {
    ...judgement,
    ...(told === undefined ? {} : { reason: told }),
    acknowledged: fates.acknowledged,
    kept: fates.kept,
    lost: anyLastRead ? fates.lost.length : null,
    partial: fates.partial,
    unread: fates.unread,
    removed: fates.removed,
    recovered: fates.recovered,
    absent: fates.absent,
    seenThenLost: fates.seenThenLost.length,
    aborted: impossible.aborted.length,
    future: impossible.future.length,
    lostRemoves: fates.lostRemoves.length,
    duplicated: sightings.duplicated.size,
    stale: sum(sightings.stale),
    resurrected,
    unexpected: sightings.unexpected.size,
    rpo: anyLastRead ? rpo(history, fates.lost.length, window) : null,
    lostWindow: window,
    holes: holes.length,
    lostWrites: stories,
    seenThenLostWrites: fates.seenThenLost
      .slice(0, SHOWN)
      .map((id) => collected.elements.named(id)),
  }
}

function whyUnknown({ unreadable }: Collected, fates: Fates, anyLastRead: boolean): string | null {
  if (unreadable > 0) return `${unreadable} reads show no list of elements.`
  if (fates.acknowledged === 0) return 'No write was acknowledged.'
  if (!anyLastRead) return 'Nothing was read after the last write had ended.'
  if (fates.unread > 0)
    return `${fates.unread} acknowledged writes are of keys that were not read at the end.`
  if (fates.partial > 0)
    return `${fates.partial} acknowledged writes are not in the last read, but another node showed them.`
  if (fates.partialSeen > 0) return onlyElsewhere(fates.partialSeen)
  if (fates.partialRemoves > 0) return onlyInLast(fates.partialRemoves)
  if (fates.kept + fates.provenRemoved === 0)
    return 'Every acknowledged element may have been removed, so none could be missed.'
  return null
}

function sum(flags: Uint8Array): number {
  let total = 0
  for (const flag of flags) total += flag
  return total
}
