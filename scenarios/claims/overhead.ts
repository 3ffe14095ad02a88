import { isRead } from '../../checkers/availability/gaps.ts'
import { INVOKE, OK, type History } from '../../history/history.ts'
import type { Claim } from '../../runner/claim.ts'
import type { Evidence } from '../../runner/evidence.ts'
import { notInForce, type ExpectedMode } from './in-force.ts'
import { featureMatrix } from './manual.ts'
import { standbysAway } from './standbys-away.ts'
import type { Stretch } from './writes-during.ts'

/** Fewer writes tell nothing of how long one takes. */
const LEAST_WRITES = 100
/** What is done for each write makes the quick ones slower too; the others hang on what else the machine has to do. */
const QUICK_PART = 0.1
/** On one machine standbys take the primary's own processors, so that less than this says nothing. */
const MUCH_SLOWER = 2
const MUCH_LATER_NS = 5e6

/** A commit of a primary that has standbys takes no longer than one of the same primary while it has none. */
export function standbysCostNothing(mode: ExpectedMode, nodes: readonly string[]): Claim {
  return {
    id: 'standbys-cost-commits-nothing',
    sentence: 'No overhead on primary',
    source: featureMatrix,
    trial: (evidence) => compared(evidence, nodes) !== undefined,
    covers: () => false,
    decide(_, evidence) {
      const otherMode = notInForce(evidence, mode)
      if (otherMode !== undefined) return { verdict: 'unknown', reason: otherMode }
      const { fault, before, without, after } = compared(evidence, nodes)!
      const [beforeNs, withoutNs, afterNs] = [before, without, after].map(quick)
      // Only what is so before and after has to do with the standbys.
      const withNs = Math.min(beforeNs, afterNs)
      const isSlower = withNs > MUCH_SLOWER * withoutNs + MUCH_LATER_NS
      return {
        verdict: isSlower ? 'violated' : 'holds',
        reason: `One write in ten took at most ${tell(beforeNs)} with standbys, ${tell(withoutNs)} while ${fault} left the primary none, and ${tell(afterNs)} once they were back.`,
        power: {
          writesWithStandbys: before.length + after.length,
          writesWithout: without.length,
        },
      }
    },
  }
}

/** The first stretch in which a primary was without any standby, and all before and after it, where each has enough writes. */
function compared(evidence: Evidence, nodes: readonly string[]) {
  const away = standbysAway(evidence, nodes).find(({ left }) => left.length === 0)
  if (away === undefined) return undefined
  const { history } = evidence
  const { fault, primary, fromRow, untilRow } = away
  const [before, without, after] = [
    { fromRow: 0, untilRow: fromRow },
    away,
    { fromRow: history.pair[untilRow], untilRow: history.length },
  ].map((stretch) => waitsIn(history, primary, stretch))
  const least = Math.min(before.length, without.length, after.length)
  return least < LEAST_WRITES ? undefined : { fault, before, without, after }
}

/** How long each write took that was invoked on a node and acknowledged in a stretch. */
function waitsIn(history: History, node: string, { fromRow, untilRow }: Stretch): number[] {
  const waits: number[] = []
  for (let row = Math.max(0, fromRow); row < untilRow; row++) {
    if (!history.isClients(row) || history.type[row] !== INVOKE || isRead(history, row)) continue
    const end = history.pair[row]
    const isAcknowledged = end >= 0 && end < untilRow && history.type[end] === OK
    if (isAcknowledged && history.nodes[history.node[row]] === node)
      waits.push(history.timeNs[end] - history.timeNs[row])
  }
  return waits
}

function quick(values: number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length * QUICK_PART)]
}

function tell(ns: number): string {
  return `${(ns / 1e6).toFixed(1)} ms`
}
