import { clientCalls, nodeOf, outcome } from '../../../checkers/availability/calls.ts'
import { isRead } from '../../../checkers/availability/gaps.ts'
import type { Checker } from '../../../checkers/checker.ts'
import { orphans } from '../../../checkers/orphans/orphans.ts'
import { thinAir } from '../../../checkers/staleness/thin-air.ts'
import { listAppend } from '../../../checkers/transactions/list-append.ts'
import { OK, type History } from '../../../history/history.ts'
import { isFinalRead } from '../../../runner/final-reads.ts'
import type { Workload } from '../../../runner/workload.ts'
import { without } from '../../claims/without.ts'
import { officesIn, type Offices } from './offices.ts'
import type { Trial } from './trial.ts'

/** A read of the load that was answered, by whom, and whose rows it was of. */
export interface Answered {
  end: number
  by: string[]
  homes: string[]
}

/** What each of these reads of the load was of. */
export function readsOf(history: History, offices: Offices): Answered[] {
  const reads: Answered[] = []
  clientCalls(history, (start, end) => {
    if (outcome(history, end) !== OK || !isRead(history, start)) return
    if (isFinalRead(history.process[start])) return
    const by = officesIn(nodeOf(history, end) ?? '')
    reads.push({ end, by, homes: offices.homesOf(history.operation(start)) })
  })
  return reads
}

/** Whether it was answered from a copy of another's rows, be it in part. */
export const isOfCopy = ({ by, homes }: Answered): boolean =>
  homes.some((home) => !by.includes(home))

/** These demand that whoever reads sees the latest: what a copy answers is not for them to judge. */
const demanding = new Set(['linearizability', 'durability'])

/** How a run of a workload is judged whose rows lie on servers that know nothing of each other. */
export function checkersOf(workload: Workload, { offices, options }: Trial): Checker[] {
  const isLocal = options.reads === 'local'
  const ends = (isMeant: (read: Answered) => boolean) => (history: History) =>
    new Set(
      readsOf(history, offices)
        .filter(isMeant)
        .map(({ end }) => end),
    )
  const checkers = workload.checkers().map((checker): Checker => {
    // Of several servers nobody gets one snapshot; that nothing is seen which never was, is left.
    if (checker.name === 'list-append') return listAppend({ models: ['read-committed'] })
    if (checker.name === 'bank')
      return without(
        checker,
        ends(() => true),
      )
    return isLocal && demanding.has(checker.name) ? without(checker, ends(isOfCopy)) : checker
  })
  const ofRegisters = checkers.some(({ name }) => name === 'linearizability')
  return [
    ...checkers,
    ...(isLocal && ofRegisters ? [thinAir()] : []),
    ...(options.commit === 'two-phase' ? [orphans()] : []),
  ]
}
