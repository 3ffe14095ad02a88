import { faultSpans, overlap } from '../../../checkers/availability/faults.ts'
import type { History } from '../../../history/history.ts'
import type { Evidence } from '../../../runner/evidence.ts'
import { goneIn } from '../../claims/standbys-away.ts'
import { WAITED_NS, writesDuring, type Stretch, type Written } from '../../claims/writes-during.ts'
import { officesIn, type Offices } from './offices.ts'
import { dataPartitioning, type Trial } from './trial.ts'

const CLIENTS = 'clients'

/** What an office needs of the others: nothing; and where it has no standby, nobody stands in for one that is away. */
export function goesOnAlone(trial: Pick<Trial, 'offices' | 'options'>) {
  return dataPartitioning({
    id: 'each-office-goes-on-alone',
    sentence:
      'data can be partitioned by offices, e.g., London and Paris, with a server in each office',
    trial: (evidence) => absences(evidence, trial).some(({ goesOn }) => goesOn),
    decide(_, evidence) {
      const { history } = evidence
      const trials = absences(evidence, trial)
        .map((absence) => {
          const isOwn = ownRows(history, trial.offices, absence.office)
          return { ...absence, ...writesDuring(history, isOwn, absence) }
        })
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
  })
}

/** What is about rows of one office alone. */
function ownRows(history: History, offices: Offices, office: string): (row: number) => boolean {
  return (row) => offices.homeOf(history.operation(row)) === office
}

/** A stretch in which an office was certainly without another, or away itself. */
interface Absence extends Stretch {
  office: string
  fault: string
  /** It is there for its clients, and only another is away from it. */
  goesOn: boolean
}

function absences(
  { history, failovers }: Evidence,
  { offices: { names }, options }: Pick<Trial, 'offices' | 'options'>,
): Absence[] {
  const spans = faultSpans(history)
  return spans.flatMap((span) => {
    const { fault, inForceRow: fromRow, undoRow } = span
    const stretch = { fault, fromRow, untilRow: undoRow ?? history.length }
    const { node, way } = goneIn(history.value[fromRow], span)
    const serverOf = (office: string) =>
      failovers.findLast(({ to, endRow }) => endRow < fromRow && officesIn(to).includes(office))
        ?.to ?? office
    const areApart = (one: string, other: string) =>
      node(one) || node(other) || way(one, other) || way(other, one)
    // Beside another fault nobody knows what an office would have done without that.
    const isLone = !spans.some((other) => other !== span && overlap(span, other))
    return names.flatMap((office): Absence[] => {
      const server = serverOf(office)
      if (areApart(server, CLIENTS))
        return options.standbys > 0 ? [] : [{ ...stretch, office, goesOn: false }]
      const isAlone = names.some((other) => other !== office && areApart(server, serverOf(other)))
      return isAlone && isLone ? [{ ...stretch, office, goesOn: true }] : []
    })
  })
}

function tell({ office, fault, goesOn, tried, answered }: Absence & Written): string {
  const who = goesOn ? 'another office' : office
  return `While ${fault} kept ${who} away, ${answered} of ${tried} writes of ${office}'s rows were acknowledged.`
}
