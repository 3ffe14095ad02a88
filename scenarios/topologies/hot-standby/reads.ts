import type { Checker } from '../../../checkers/checker.ts'
import { thinAir } from '../../../checkers/staleness/thin-air.ts'
import type { Workload } from '../../../runner/workload.ts'
import { oneOrder, showsOrder } from '../../claims/one-order.ts'
import { ofPrimary } from '../../claims/standby-reads.ts'

/** Who answers reads. */
export const readers = ['primary', 'standbys', 'any'] as const
export type Reads = (typeof readers)[number]

/**
 * The node that answers a process where nobody balances. Processes are dealt out in turn, and each stays with its node; one
 * whose node is down is told so.
 */
export function takerOf(
  reads: Reads,
  primary: string,
  standbys: readonly string[],
  process: number,
): string {
  const takers = {
    primary: [primary],
    standbys,
    any: [primary, ...standbys],
  }[reads]
  return takers[process % takers.length]
}

/** These demand that whoever reads sees the latest: what standbys answer is not for them to judge. */
const demanding = ['linearizability', 'durability']

/** How a run of a workload is judged in which standbys answer reads. */
export function readsJudged(workload: Workload, primary: string): Checker[] {
  const checkers = workload.checkers()
  const isOfRegisters = checkers.some(({ name }) => name === 'linearizability')
  const isOfOrders = showsOrder(workload)
  // Isolation is what one server promises; of the order that all of them show another claim speaks.
  const ofOneNode = new Set(isOfOrders ? [...demanding, 'list-append'] : demanding)
  return [
    ...checkers.map((each) => (ofOneNode.has(each.name) ? ofPrimary(each, primary) : each)),
    ...(isOfRegisters ? [thinAir()] : []),
    ...(isOfOrders ? [oneOrder()] : []),
  ]
}
