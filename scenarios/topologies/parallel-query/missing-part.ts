import { faultSpans, type FaultSpan } from '../../../checkers/availability/faults.ts'
import type { History } from '../../../history/history.ts'
import { unknown } from '../../claims/after-failover.ts'
import { answeredOf, queriesIn, type Query } from './queries.ts'
import { COORDINATOR, type Shards } from './shards.ts'
import { parallelQueryExecution } from './trial.ts'

/** What becomes of queries whose shard is gone, be it in their middle: an error, and never an answer without its rows. */
export function missingPart({ names }: Pick<Shards, 'names'>) {
  return parallelQueryExecution({
    id: 'a-missing-part-is-an-error',
    sentence: 'each server execute its part of the query and return results to a central server',
    trial({ history }) {
      const { failed, partial } = queriesWithout(history, names)
      return failed.length + partial.length > 0
    },
    decide(_, { history }) {
      const { met, failed, partial, underWay, rows } = queriesWithout(history, names)
      const power = { queriesMet: met.length, underWay: underWay.length, failed: failed.length }
      if (partial.length > 0)
        return {
          verdict: 'violated',
          reason: `${partial.length} of ${met.length} queries that met a shard as it was away were answered without its rows: the first had ${partial[0].answer!.length}.`,
          power,
        }
      if (failed.length === 0)
        return unknown('No query met an error, so that none is known to have missed a part.', power)
      if (rows === 0)
        return unknown('One server by itself never answered, so nobody knows all rows.', power)
      return {
        verdict: 'holds',
        reason: `Of ${met.length} queries that met a shard as it was away, ${underWay.length} of which were under way as it fell, ${failed.length} ended in an error and all others had all rows.`,
        power,
      }
    },
  })
}

interface Met {
  /** How many there are, as one server tells that has them all; 0 where it never did. */
  rows: number
  /** Of all shards, with a fault of one of these. */
  met: Query[]
  /** Begun before the blow. */
  underWay: Query[]
  failed: Query[]
  partial: Query[]
}

function queriesWithout(history: History, names: readonly string[]): Met {
  const queries = queriesIn(history)
  const faults = faultSpans(history).filter((fault) => isOfShardAlone(fault, history, names))
  const meets = ({ startNs, endNs }: Query) =>
    faults.some((fault) => endNs >= fault.struckNs && startNs <= (fault.endNs ?? Infinity))
  const met = queries.filter((query) => query.key === 'all' && meets(query))
  const rows = Math.max(0, ...answeredOf(queries, 'alone').map(({ answer }) => answer.length))
  return {
    rows,
    met,
    underWay: met.filter(({ startNs, endNs }) =>
      faults.some(({ struckNs }) => startNs < struckNs && endNs >= struckNs),
    ),
    failed: met.filter(({ answer }) => answer === undefined),
    partial: met.filter(({ answer }) => answer !== undefined && answer.length < rows),
  }
}

/** Who was away from its clients too says nothing of who asks it; a link has it for one of its ends. */
function isOfShardAlone(
  { nodes, inForceRow }: FaultSpan,
  { value }: History,
  names: readonly string[],
): boolean {
  const isOfLinks = 'links' in ((value[inForceRow] ?? {}) as object)
  return nodes.some((each) => names.includes(each)) && (isOfLinks || !nodes.includes(COORDINATOR))
}
