import { acknowledgedWrites } from '../../../checkers/availability/acknowledged.ts'
import { faultSpans } from '../../../checkers/availability/faults.ts'
import type { Anomaly } from '../../../checkers/checker.ts'
import type { Claim, Decision } from '../../../runner/claim.ts'
import type { Evidence } from '../../../runner/evidence.ts'
import { sharedDiskFailover } from '../../claims/manual.ts'
import { hangingInto, writesDuring } from '../../claims/writes-during.ts'
import { failedTakeovers, ioError } from './attempts.ts'
import { STORAGE } from './device.ts'

/** What a server says in its log whose disk is away from under it. */
export function speaksOfNoDisk(check: string, { summary }: Anomaly): boolean {
  return check === 'integrity' && summary.includes('server log') && ioError.test(summary)
}

export const disksFail =
  'if the shared disk array fails or becomes corrupt, the primary and standby servers are both nonfunctional'

/** Without the disk there is nothing to start, and nothing that could take a write; of losses that excuses none. */
export const nobodyWithoutDisk: Claim = {
  id: 'failed-disk-leaves-both-servers-nonfunctional',
  sentence: disksFail,
  source: sharedDiskFailover,
  trial: (evidence) => withoutDisk(evidence).length > 0,
  covers: speaksOfNoDisk,
  decide: (_, evidence) => nobodyWrites(evidence),
}

/** The takeovers that failed because nobody could have the disk. */
function withoutDisk({ history }: Evidence) {
  return failedTakeovers(history).filter(({ by }) => by === 'disk')
}

/** While the disk is away from everybody no server takes a write. */
function nobodyWrites(evidence: Evidence): Decision {
  const { history } = evidence
  const attempts = withoutDisk(evidence)
  const [{ startRow, from, error }] = attempts
  const away = faultSpans(history).find(
    ({ nodes, inForceRow, undoRow }) =>
      nodes.includes(STORAGE) && inForceRow < startRow && startRow < (undoRow ?? Infinity),
  )
  const refusedTakeovers = attempts.length
  if (away === undefined)
    return {
      verdict: 'unknown',
      reason: `Nobody knows why ${error}`,
      power: { refusedTakeovers },
    }
  const untilRow = away.undoRow ?? history.length
  const stretch = { fromRow: startRow, untilRow }
  const anybody = () => true
  const writesTried =
    writesDuring(history, anybody, stretch).tried + hangingInto(history, anybody, stretch)
  const power = { refusedTakeovers, writesTried }
  const written = acknowledgedWrites(history)
    .filter((row) => row > startRow && history.pair[row] < untilRow && row < untilRow)
    .toArray().length
  if (writesTried === 0)
    return { verdict: 'unknown', reason: `Nobody tried to write during ${away.fault}.`, power }
  return written > 0
    ? {
        verdict: 'violated',
        reason: `During ${away.fault} ${written} writes were acknowledged, though no server had the disk.`,
        power,
      }
    : {
        verdict: 'holds',
        reason: `During ${away.fault} neither ${from} took a write any more nor could the other server begin: ${error}`,
        power,
      }
}
