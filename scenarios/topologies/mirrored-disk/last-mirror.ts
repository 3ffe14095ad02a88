import type { Decision } from '../../../runner/claim.ts'
import type { Evidence, Failover } from '../../../runner/evidence.ts'
import { besideLie } from '../../claims/lost-power.ts'
import { acknowledgedBefore } from '../../claims/lost-age.ts'

export type TakenOver = Failover & Required<Pick<Failover, 'mirror'>>

/** The failovers to a mirror. */
export function takenOverFrom({ failovers }: Evidence): TakenOver[] {
  return failovers.filter((each): each is TakenOver => each.mirror !== undefined)
}

/** What is missing or wrong where somebody took over with a disk of its own that had lied. */
export function lieOfMirror(evidence: Evidence): Decision | undefined {
  return besideLie(evidence, (node, { to }) => node === to)
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
