import { acknowledgedWrites } from '../../../checkers/availability/acknowledged.ts'
import { faultSpans, overlap } from '../../../checkers/availability/faults.ts'
import type { History } from '../../../history/history.ts'
import type { Claim } from '../../../runner/claim.ts'
import { unknown } from '../../claims/after-failover.ts'
import { highAvailability } from '../../claims/manual.ts'
import { goneIn } from '../../claims/standbys-away.ts'
import { WAITED_NS, writesDuring } from '../../claims/writes-during.ts'
import { COORDINATOR } from '../../services/coordinator/coordinator.ts'

const multimaster = {
  sentence:
    'modified data is transmitted from the original server to every other server before each transaction commits',
  source: `${highAvailability}, "Synchronous Multimaster Replication"`,
}

/** While one server is away, nothing is acknowledged at any of them. */
export function everyServerWaitedFor(
  servers: readonly string[],
  said: Pick<Claim, 'sentence' | 'source'> = multimaster,
): Claim {
  return {
    id: 'every-server-is-waited-for',
    ...said,
    trial: ({ history }) => absencesIn(history, servers).length > 0,
    covers: () => false,
    decide(_, { history }) {
      const trials = absencesIn(history, servers)
        .map((absence) => ({ ...absence, ...writesDuring(history, () => true, absence) }))
        .filter(({ answered, isLone, triedNs }) => answered > 0 || (isLone && triedNs >= WAITED_NS))
      const power = { writesWhileAway: trials.reduce((sum, { tried }) => sum + tried, 0) }
      if (trials.length === 0)
        return unknown('Nobody tried to write for long while a server alone was away.', power)
      const broken = trials.find(({ answered }) => answered > 0)
      if (broken === undefined && acknowledgedWrites(history).next().done)
        return unknown('No write was acknowledged at all, whoever was there.', power)
      const told = (broken === undefined ? trials : [broken]).map(
        ({ fault, away, tried, answered }) =>
          `While ${fault} kept ${away} away, ${answered} of ${tried} writes were acknowledged.`,
      )
      const verdict = broken === undefined ? 'holds' : 'violated'
      return { verdict, reason: told.join(' '), power }
    },
  }
}

interface Absence {
  fault: string
  away: string
  fromRow: number
  untilRow: number
  /** Beside another fault nobody knows which of them kept a write from its answer. */
  isLone: boolean
}

/** Each stretch in which the coordinator, which its clients reached, was without a server. */
function absencesIn(history: History, servers: readonly string[]): Absence[] {
  const spans = faultSpans(history)
  return spans.flatMap((span) => {
    const { fault, inForceRow: fromRow, undoRow } = span
    const { node, way } = goneIn(history.value[fromRow], span)
    if (node(COORDINATOR) || way('clients', COORDINATOR)) return []
    const away = servers.find((name) => node(name) || way(COORDINATOR, name))
    if (away === undefined) return []
    const isLone = !spans.some((other) => other !== span && overlap(span, other))
    return [{ fault, away, fromRow, untilRow: undoRow ?? history.length, isLone }]
  })
}
