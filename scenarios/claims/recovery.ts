import { isLie, isLossOfPower } from '../../checkers/availability/deaths.ts'
import { faultSpans, type FaultSpan } from '../../checkers/availability/faults.ts'
import type { History } from '../../history/history.ts'
import type { Claim, Decision, Judged } from '../../runner/claim.ts'
import type { Evidence } from '../../runner/evidence.ts'
import type { DiskOptions } from '../databases/postgres/disk-options.ts'
import { mayBeOf } from './lost-writes.ts'
import { speaksOfLosses, type Losses } from './losses.ts'
import { continuousArchiving } from './manual.ts'
import { recoveriesOf, type Recovery } from './recoveries.ts'
import { writtenElements, type Written } from './written-elements.ts'

/** A recovery brings back exactly what had been acknowledged up to its moment, and nothing of what came after. */
export function recoversToAnyTime(workload: Losses, fsync: DiskOptions['fsync'] = 'on'): Claim {
  return {
    id: 'recovers-to-any-time',
    sentence:
      'it is possible to restore the database to its state at any time since your base backup was taken',
    source: continuousArchiving,
    trial: ({ history }) => recoveriesOf(history).length > 0,
    covers: speaksOfLosses(workload),
    decide(judged, evidence) {
      const recoveries = recoveriesOf(evidence.history)
      const blind = nothingToTell(judged, recoveries)
      if (blind !== undefined) return { verdict: 'unknown', reason: blind }
      return decideAll(evidence, recoveries, fsync)
    },
  }
}

function nothingToTell({ lost, checks }: Judged, recoveries: Recovery[]): string | undefined {
  if (lost === null) return checks.durability?.reason ?? 'Nobody can say which writes are there.'
  if (recoveries.at(-1)?.recovered === undefined) return 'Nobody recovered from the mistake.'
  if (recoveries.length > 1 && recoveries.some(({ shiftNs }) => shiftNs !== 0))
    return 'Where recoveries miss their moments, only a single one can be judged.'
}

function decideAll(
  { history }: Evidence,
  recoveries: Recovery[],
  fsync: DiskOptions['fsync'],
): Decision {
  const sides = Map.groupBy(writtenElements(history), (written) => sideOf(written, recoveries))
  const of = (side: Side) => sides.get(side) ?? []
  const [before, since, undone] = [of('before'), of('since'), of('undone')]
  const power = { writesBefore: before.length, writesUndone: undone.length }
  const told = recoveries.map(({ recovered }) => recovered!.said).join('; ')
  const decided = (verdict: Decision['verdict'], reason: string): Decision => ({
    verdict,
    reason: `${reason} The server said: ${told}.`,
    power,
  })
  const tooFew = [...before, ...since].filter(({ lost }) => lost)
  const taking = lossOfPower(history, fsync)
  if (tooFew.length > 0 && taking === undefined)
    return decided(
      'violated',
      `${tooFew.length} of ${before.length + since.length} writes are missing that were acknowledged before the moment of the recovery or after it was over, the first of them ${tooFew[0].name}.`,
    )
  const tooMany = undone.filter(({ lost }) => !lost)
  if (tooMany.length > 0)
    return decided(
      'violated',
      `${tooMany.length} of ${undone.length} writes are there that the recovery was to leave out, the first of them ${tooMany[0].name}.`,
    )
  if (tooFew.length > 0) return { ...mayBeOf(taking!), power }
  if (before.length === 0)
    return decided(
      'unknown',
      'No write that was to be there was acknowledged before the moment of the recovery, so none could have been missing.',
    )
  return decided(
    'holds',
    `All ${before.length} writes that were acknowledged before the moment of the recovery are there, and so are ${since.length} from after it was over, but none of the ${undone.length} that it was to leave out; ${of('either').length} were under way at its moment or its beginning.`,
  )
}

/** A fault that took what nobody had forced to the disk, or of what its disk said to have kept. */
function lossOfPower(history: History, fsync: DiskOptions['fsync']): string | undefined {
  const takes = ({ fault }: FaultSpan) => isLie(fault) || (fsync === 'off' && isLossOfPower(fault))
  return faultSpans(history).find(takes)?.fault
}

/** Where a write stands to the recoveries; `either` where nobody can know on which side of a moment it took effect. */
type Side = 'before' | 'since' | 'undone' | 'either'

function sideOf({ invokedNs, acknowledgedNs }: Written, recoveries: Recovery[]): Side {
  const next = recoveries.find(({ recovered }) => invokedNs < recovered!.untilNs)
  if (next === undefined) return 'since'
  const { aroundNs, shiftNs, recovered } = next
  const [earliest, latest] = aroundNs
  if (acknowledgedNs < earliest + shiftNs) {
    // A moment after the mistake has the mistake in it.
    if (shiftNs <= 0 || invokedNs > latest) return 'before'
    return acknowledgedNs < earliest ? 'undone' : 'either'
  }
  const isAfter = invokedNs > latest + shiftNs && acknowledgedNs < recovered!.fromNs
  return isAfter ? 'undone' : 'either'
}
