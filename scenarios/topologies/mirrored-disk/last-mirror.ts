import type { Evidence, Failover } from '../../../runner/evidence.ts'
import { acknowledgedBefore } from '../../claims/lost-age.ts'

export type TakenOver = Failover & Required<Pick<Failover, 'mirror'>>

/** The failovers to a mirror. */
export function takenOverFrom({ failovers }: Evidence): TakenOver[] {
  return failovers.filter((each): each is TakenOver => each.mirror !== undefined)
}

/** When the last mirror was begun that the new primary had: what was acknowledged before is in it. */
export function begunNs({ history }: Evidence, { startRow, mirror }: TakenOver): number {
  return history.timeNs[startRow] - mirror.ageSeconds * 1e9
}

/** How many writes were acknowledged before the mirrors were begun that took over: of each since the failover before. */
export function mirroredBefore(evidence: Evidence): number {
  return takenOverFrom(evidence)
    .map((each) => acknowledgedBefore(evidence, each, begunNs(evidence, each)))
    .reduce((sum, each) => sum + each, 0)
}
