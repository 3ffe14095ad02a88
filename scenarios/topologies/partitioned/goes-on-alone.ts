import { faultSpans, type FaultSpan } from '../../../checkers/availability/faults.ts'
import type { History } from '../../../history/history.ts'
import type { Claim } from '../../../runner/claim.ts'
import { goneIn } from '../../claims/standbys-away.ts'
import { writesDuring, type Written } from '../../claims/writes-during.ts'
import { offices } from './offices.ts'

const CLIENTS = 'clients'

/** What an office needs of the others: nothing; and nobody stands in for one that is away. */
export const goesOnAlone: Pick<Claim, 'id' | 'sentence' | 'trial' | 'decide'> = {
  id: 'each-office-goes-on-alone',
  sentence:
    'data can be partitioned by offices, e.g., London and Paris, with a server in each office',
  trial: 'standbys away',
  decide(_, { history }) {
    const trials = faultSpans(history).flatMap((span) => trialsIn(history, span))
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

/** An office whose rows were written, or not, during a fault. */
interface Trial extends Written {
  office: string
  fault: string
  /** Another is away from it; otherwise it is itself away, and with it its rows. */
  goesOn: boolean
}

function trialsIn(history: History, span: FaultSpan): Trial[] {
  const { fault, inForceRow: fromRow, undoRow } = span
  const isGone = goneIn(history.value[fromRow], span)
  const areApart = (one: string, other: string) => isGone(one, other) || isGone(other, one)
  return offices.flatMap((office) => {
    const isAway = areApart(office, CLIENTS)
    const others = offices.filter((other) => other !== office && areApart(office, other))
    if (!isAway && others.length === 0) return []
    const written = writesDuring(history, office, { fromRow, untilRow: undoRow ?? history.length })
    const { answered, refused, waited } = written
    return answered + refused + waited > 0 ? [{ ...written, office, fault, goesOn: !isAway }] : []
  })
}

function tell({ office, fault, goesOn, tried, answered }: Trial): string {
  const who = goesOn ? 'another office' : office
  return `While ${fault} kept ${who} away, ${answered} of ${tried} writes of ${office}'s rows were acknowledged.`
}
