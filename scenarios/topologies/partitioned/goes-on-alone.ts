import { faultSpans, type FaultSpan } from '../../../checkers/availability/faults.ts'
import type { History } from '../../../history/history.ts'
import type { Claim } from '../../../runner/claim.ts'
import { goneIn } from '../../claims/standbys-away.ts'
import { WAITED_NS, writesDuring, type Stretch, type Written } from '../../claims/writes-during.ts'
import { offices } from './offices.ts'

const CLIENTS = 'clients'

/** What an office needs of the others: nothing; and nobody stands in for one that is away. */
export const goesOnAlone: Pick<Claim, 'id' | 'sentence' | 'trial' | 'decide'> = {
  id: 'each-office-goes-on-alone',
  sentence:
    'data can be partitioned by offices, e.g., London and Paris, with a server in each office',
  trial: ({ history }) => absences(history).some(({ goesOn }) => goesOn),
  decide(_, { history }) {
    const trials = absences(history)
      .map((absence) => ({ ...absence, ...writesDuring(history, absence.office, absence) }))
      .filter(({ answered, triedNs }) => answered > 0 || triedNs >= WAITED_NS)
    const power = { writesWhileAway: trials.reduce((sum, { tried }) => sum + tried, 0) }
    const broken = trials.find(({ goesOn, answered }) => answered > 0 !== goesOn)
    if (broken !== undefined) return { verdict: 'violated', reason: tell(broken), power }
    if (!trials.some(({ goesOn }) => goesOn))
      return {
        verdict: 'unknown',
        reason: 'No office was tried while another was certainly away from it.',
        power,
      }
    return { verdict: 'holds', reason: trials.map(tell).join(' '), power }
  },
}

/** A stretch in which an office was certainly without another, or away itself. */
interface Absence extends Stretch {
  office: string
  fault: string
  /** It is there for its clients, and only another is away from it. */
  goesOn: boolean
}

function absences(history: History): Absence[] {
  const spans = faultSpans(history)
  return spans.flatMap((span) => {
    const { fault, inForceRow: fromRow, undoRow } = span
    const stretch = { fault, fromRow, untilRow: undoRow ?? history.length }
    const { node, way } = goneIn(history.value[fromRow], span)
    const areApart = (one: string, other: string) =>
      node(one) || node(other) || way(one, other) || way(other, one)
    // Beside another fault nobody knows what an office would have done without that.
    const isLone = !spans.some((other) => other !== span && overlap(span, other))
    return offices.flatMap((office): Absence[] => {
      if (areApart(office, CLIENTS)) return [{ ...stretch, office, goesOn: false }]
      const isAlone = offices.some((other) => other !== office && areApart(office, other))
      return isAlone && isLone ? [{ ...stretch, office, goesOn: true }] : []
    })
  })
}

function overlap(one: FaultSpan, other: FaultSpan): boolean {
  const isOver = ({ endNs }: FaultSpan, { startNs }: FaultSpan) => endNs !== null && endNs < startNs
  return !isOver(one, other) && !isOver(other, one)
}

function tell({ office, fault, goesOn, tried, answered }: Absence & Written): string {
  const who = goesOn ? 'another office' : office
  return `While ${fault} kept ${who} away, ${answered} of ${tried} writes of ${office}'s rows were acknowledged.`
}
