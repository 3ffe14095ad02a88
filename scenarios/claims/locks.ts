import type { Claim, Decision } from '../../runner/claim.ts'
import type { Evidence } from '../../runner/evidence.ts'
import type { Workload } from '../../runner/workload.ts'
import { delaysOf, triesIn, type Delay, type Try } from './delays.ts'
import { notInForce, type ExpectedMode } from './in-force.ts'
import { synchronousReplication } from './manual.ts'

/**
 * Of two writes of one row the second can change it only once the first was confirmed, and then waits for a
 * confirmation itself: so the last of them is acknowledged two round trips after the first of them began, at least. Had
 * the first let go of the row while it waited, one that began soon after it would be acknowledged soon after it.
 */
export function locksAreHeld(
  mode: ExpectedMode,
  nodes: readonly string[],
  workload: Workload,
): Claim {
  return {
    id: 'locks-are-held-until-confirmed',
    sentence: 'transaction locks continue to be held until the transfer is confirmed',
    source: synchronousReplication,
    trial: (evidence) => contended(evidence, nodes, workload).length > 0,
    covers: () => false,
    decide(_, evidence) {
      const otherMode = notInForce(evidence, mode)
      if (otherMode !== undefined) return { verdict: 'unknown', reason: otherMode }
      return decideAll(contended(evidence, nodes, workload))
    },
  }
}

/** Two acknowledged writes of one row, of which the second began while the first certainly waited. */
interface Contended {
  delay: Delay
  row: unknown
  /** From the beginning of the first to the acknowledgement of the last. */
  tookNs: number
}

function contended(evidence: Evidence, nodes: readonly string[], workload: Workload): Contended[] {
  return delaysOf(evidence, nodes).flatMap((delay) => {
    const byRow = writesByRow(evidence, delay, workload)
    return [...byRow].flatMap(([row, tries]) =>
      tries.flatMap((first, i) =>
        tries
          .slice(i + 1)
          .filter(({ beganNs }) => beganNs < first.beganNs + delay.roundTripNs / 2)
          .map((second) => {
            const lastNs = Math.max(first.acknowledgedNs, second.acknowledgedNs)
            return { delay, row, tookNs: lastNs - first.beganNs }
          }),
      ),
    )
  })
}

type Acknowledged = Required<Try>

/** The acknowledged writes of a stretch by the rows that they changed, each row's in the order in which they began. */
function writesByRow(
  { history }: Evidence,
  delay: Delay,
  { isolation }: Workload,
): Map<unknown, Acknowledged[]> {
  const byRow = new Map<unknown, Acknowledged[]>()
  for (const each of triesIn(history, delay)) {
    const { row, beganNs, acknowledgedNs } = each
    if (acknowledgedNs === undefined) continue
    const key = history.key[row] < 0 ? [] : [history.keys[history.key[row]]]
    const f = history.names[history.f[row]]
    const rows = isolation?.touched(f, history.value[history.pair[row]]).written ?? key
    for (const changed of rows) {
      if (!byRow.has(changed)) byRow.set(changed, [])
      byRow.get(changed)!.push({ row, beganNs, acknowledgedNs })
    }
  }
  return byRow
}

function decideAll(pairs: Contended[]): Decision {
  const power = { contendedWrites: pairs.length }
  const [early] = pairs.filter(({ delay, tookNs }) => tookNs < 2 * delay.roundTripNs)
  const told = early ?? pairs.reduce((a, b) => (b.tookNs < a.tookNs ? b : a))
  const { delay, row, tookNs } = told
  const [took, least] = [tookNs, 2 * delay.roundTripNs].map((ns) => `${(ns / 1e6).toFixed(1)} ms`)
  return {
    verdict: early === undefined ? 'holds' : 'violated',
    reason: `${pairs.length} times a write of a row began while another one's commit waited, which ${delay.fault} drew out; the quickest two, of row ${String(row)}, took ${took} together, where two round trips take ${least}.`,
    power,
  }
}
