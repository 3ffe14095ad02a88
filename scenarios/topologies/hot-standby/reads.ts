import type { Checker } from '../../../checkers/checker.ts'
import { thinAir } from '../../../checkers/staleness/thin-air.ts'
import { ofPrimary } from '../../claims/standby-reads.ts'

/** Who answers reads. */
export const readers = ['primary', 'standbys', 'any'] as const
export type Reads = (typeof readers)[number]

/**
 * The node that answers a process. Processes are dealt out in turn, and each stays with its node, as behind a load
 * balancer that counts connections; one whose node is down is told so.
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
const demanding = new Set(['linearizability', 'durability'])

/** How a run is judged in which standbys answer reads, for a workload that brings these checkers. */
export function readsJudged(checkers: readonly Checker[], primary: string): Checker[] {
  const judging = checkers.map((each) =>
    demanding.has(each.name) ? ofPrimary(each, primary) : each,
  )
  const isOfRegisters = checkers.some(({ name }) => name === 'linearizability')
  return isOfRegisters ? [...judging, thinAir()] : judging
}
