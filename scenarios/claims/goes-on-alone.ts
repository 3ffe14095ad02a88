import { faultSpans, overlap } from '../../checkers/availability/faults.ts'
import type { History } from '../../history/history.ts'
import type { Claim } from '../../runner/claim.ts'
import type { Evidence } from '../../runner/evidence.ts'
import { unknown } from './after-failover.ts'
import { goneIn } from './standbys-away.ts'
import { WAITED_NS, writesDuring, type Stretch, type Written } from './writes-during.ts'

const CLIENTS = 'clients'

/** Several that each take writes of their own and wait for no other. */
export interface Loners {
  names: readonly string[]
  /** What is the business of one of them, by the row of an invocation. */
  isOwn(history: History, name: string): (row: number) => boolean
  /** The same in words: `of london's rows`. */
  ownWrites(name: string): string
  /** The node that one of them has at a row, where that is not its own by its name. */
  serverAt?(evidence: Evidence, name: string, row: number): string
  /** What else may have kept writes of a stretch waiting, in words: then that none was acknowledged says nothing. */
  heldUpBy?(history: History, stretch: Stretch): string | undefined
  /** Whether somebody takes its place when it is away. */
  standsIn?: boolean
}

/** What each needs of the others: nothing; and where nobody stands in for one that is away, it takes no writes. */
export function goesOnAlone(loners: Loners): Pick<Claim, 'trial' | 'decide'> {
  return {
    trial: (evidence) => absences(evidence, loners).some(({ goesOn }) => goesOn),
    decide(_, evidence) {
      const { history } = evidence
      const trials = absences(evidence, loners)
        .map((absence) => {
          const isOwn = loners.isOwn(history, absence.name)
          return { ...absence, ...writesDuring(history, isOwn, absence) }
        })
        .filter(({ answered, triedNs }) => answered > 0 || triedNs >= WAITED_NS)
      const power = { writesWhileAway: trials.reduce((sum, { tried }) => sum + tried, 0) }
      const tell = (each: Absence & Written) => told(each, loners)
      const broken = trials.filter(({ goesOn, answered }) => answered > 0 !== goesOn)
      const heldUp = (each: (typeof broken)[number]) =>
        each.goesOn ? loners.heldUpBy?.(history, each) : undefined
      const plain = broken.find((each) => heldUp(each) === undefined)
      if (plain !== undefined) return { verdict: 'violated', reason: tell(plain), power }
      if (broken.length > 0) return unknown(`${tell(broken[0])} ${heldUp(broken[0])}`, power)
      if (!trials.some(({ goesOn }) => goesOn))
        return unknown('Nobody was tried while another was certainly away from it.', power)
      return { verdict: 'holds', reason: trials.map(tell).join(' '), power }
    },
  }
}

/** A stretch in which one was certainly without another, or away itself. */
interface Absence extends Stretch {
  name: string
  fault: string
  /** It is there for its clients, and only another is away from it. */
  goesOn: boolean
}

function absences(
  evidence: Evidence,
  { names, serverAt = (_, name) => name, standsIn = false }: Loners,
): Absence[] {
  const { history } = evidence
  const spans = faultSpans(history)
  return spans.flatMap((span) => {
    const { fault, inForceRow: fromRow, undoRow } = span
    const stretch = { fault, fromRow, untilRow: undoRow ?? history.length }
    const { apart: areApart } = goneIn(history.value[fromRow], span)
    // Beside another fault nobody knows what it would have done without that.
    const isLone = !spans.some((other) => other !== span && overlap(span, other))
    const serverOf = (name: string) => serverAt(evidence, name, fromRow)
    return names.flatMap((name): Absence[] => {
      const server = serverOf(name)
      if (areApart(server, CLIENTS)) return standsIn ? [] : [{ ...stretch, name, goesOn: false }]
      const isAlone = names.some((other) => other !== name && areApart(server, serverOf(other)))
      return isAlone && isLone ? [{ ...stretch, name, goesOn: true }] : []
    })
  })
}

function told(
  { name, fault, goesOn, tried, answered }: Absence & Written,
  { ownWrites }: Loners,
): string {
  const who = goesOn ? 'another' : name
  return `While ${fault} kept ${who} away, ${answered} of ${tried} writes ${ownWrites(name)} were acknowledged.`
}
