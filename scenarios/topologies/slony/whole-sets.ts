import type { Claim } from '../../../runner/claim.ts'
import type { Workload } from '../../../runner/workload.ts'
import { differentSolutions } from '../../claims/manual.ts'
import { wholeAndInOrder } from '../../claims/whole-and-in-order.ts'

/** A batch is the difference between two snapshots of the origin, so whoever reads several rows sees whole transactions. */
export function setsArriveWhole(first: string, workload: Workload): Claim {
  return {
    id: 'sets-arrive-whole-and-in-order',
    sentence: 'it updates the standby server asynchronously (in batches)',
    source: differentSolutions,
    ...wholeAndInOrder(first, workload),
  }
}
