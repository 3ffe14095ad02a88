import type { Claim } from '../../../runner/claim.ts'
import type { Workload } from '../../../runner/workload.ts'
import { wholeAndInOrder } from '../../claims/whole-and-in-order.ts'
import { chapter } from './trial.ts'

/** Whoever reads several rows on a subscriber sees whole transactions, in an order in which the primary could have committed them. */
export function appliesInOrder(first: string, workload: Workload): Claim {
  return {
    id: 'subscribers-apply-whole-and-in-order',
    sentence:
      'The subscriber applies the data in the same order as the publisher so that transactional consistency is guaranteed for publications within a single subscription',
    source: chapter,
    ...wholeAndInOrder(first, workload),
  }
}
