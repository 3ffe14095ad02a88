import { OK, type History } from '../../history/history.ts'
import { clientCalls, outcome, wholeOperations } from '../availability/calls.ts'
import type { CheckResult, Checker } from '../checker.ts'
import { identityOf } from '../durability/value-index.ts'
import { judged } from './judged.ts'

export interface UniqueIdsResult extends CheckResult {
  attempted: number
  acknowledged: number
  /** Ids that were handed out more than once, and how often. */
  duplicated: { id: unknown; count: number }[]
}

/** Every acknowledged `generate` handed out another id, as in Jepsen's `unique-ids`. */
export function uniqueIds(): Checker<UniqueIdsResult> {
  return { name: 'unique-ids', about: 'No id is handed out twice', check }
}

function check(history: History): UniqueIdsResult {
  const generate = history.nameOf('generate')
  const rows = new Map<unknown, number[]>()
  let attempted = 0
  let acknowledged = 0
  clientCalls(history, (start, end) => {
    if (history.f[start] !== generate) return
    attempted++
    if (outcome(history, end) !== OK) return
    acknowledged++
    const id = identityOf(history.value[end])
    const earlier = rows.get(id)
    if (earlier) earlier.push(end)
    else rows.set(id, [end])
  })
  const repeated = rows
    .values()
    .filter((of) => of.length > 1)
    .toArray()
  return {
    ...judged(
      repeated.slice(0, 1).map(([first, second, ...others]) => ({
        name: 'duplicate id',
        summary: `${JSON.stringify(history.value[first])} was handed out ${2 + others.length} times.`,
        witness: wholeOperations(history, [first, second]),
      })),
      acknowledged === 0 ? 'No id was handed out.' : null,
    ),
    attempted,
    acknowledged,
    duplicated: repeated.map((of) => ({ id: history.value[of[0]], count: of.length })),
  }
}
