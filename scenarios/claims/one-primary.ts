import { acknowledgedWrites } from '../../checkers/availability/acknowledged.ts'
import { faultSpans } from '../../checkers/availability/faults.ts'
import type { Claim } from '../../runner/claim.ts'
import type { Evidence, Failover } from '../../runner/evidence.ts'
import { unknown } from './after-failover.ts'
import { besideThePrimary } from './beside-the-primary.ts'
import { tookTwo } from './lost-outside.ts'

/** Whose writes are meant: the clients who came by one way, named by the node that they asked, or any. */
export interface Coming {
  id: string
  through?: string
}

/** Whoever was replaced takes no write any more, though it comes back: there are never two. */
export function onePrimary(
  { id, through }: Coming,
  told: Pick<Claim, 'sentence' | 'source'>,
): Claim {
  return {
    id,
    ...told,
    trial: (evidence) =>
      evidence.failovers.some((each) => writesOnceBack(each, evidence, through) > 0),
    covers: () => false,
    decide(_judged, evidence) {
      const isMeant = meant(evidence, through)
      const beside = besideThePrimary(evidence).filter(({ row }) => isMeant(row))
      const { failovers } = evidence
      const back = failovers.map((each) => writesOnceBack(each, evidence, through))
      const power = { writesWithTheOldOneBack: back.reduce((sum, each) => sum + each, 0) }
      if (beside.length > 0) return { verdict: 'violated', reason: tookTwo(beside), power }
      if (power.writesWithTheOldOneBack === 0)
        return unknown('No primary that was replaced came back while clients wrote.', power)
      const whom = failovers.filter((_, i) => back[i] > 0).map(({ from }) => from)
      return {
        verdict: 'holds',
        reason: `${power.writesWithTheOldOneBack} writes were acknowledged once ${[...new Set(whom)].join(' and ')} was back that had been replaced, and none by it.`,
        power,
      }
    },
  }
}

function meant({ history }: Evidence, through: string | undefined): (row: number) => boolean {
  return (row) => {
    const begun = history.pair[row]
    return through === undefined || (begun >= 0 && history.nodes[history.node[begun]] === through)
  }
}

/** How many writes were acknowledged after the fault was taken back that had cost a primary its place. */
function writesOnceBack(
  { from, startRow, endRow }: Failover,
  evidence: Evidence,
  through: string | undefined,
): number {
  const { history } = evidence
  const blow = faultSpans(history).findLast(
    (span) => span.nodes.includes(from) && span.startRow < startRow,
  )
  const backRow = blow?.undoRow ?? Infinity
  if (backRow < endRow) return 0
  const isMeant = meant(evidence, through)
  return acknowledgedWrites(history)
    .filter((row) => history.pair[row] > backRow && isMeant(row))
    .toArray().length
}
