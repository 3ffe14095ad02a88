import type { Claim } from '../../../runner/claim.ts'
import type { Workload } from '../../../runner/workload.ts'
import { allOrNone } from './all-or-none.ts'
import { eachPart } from './each-part.ts'
import { faster } from './faster.ts'
import { missingPart } from './missing-part.ts'
import type { ParallelQueryOptions } from './options.ts'
import { sameAnswer } from './same-answer.ts'
import { Shards } from './shards.ts'
import { askingOf } from './ways.ts'

/** What is promised of queries that several servers work on, and of what is written for them. */
export function claimsOf(given: ParallelQueryOptions, workload: Workload): Claim[] {
  const shards = new Shards(given.shards)
  const { name, tables, writesOneRow } = workload
  // It has the same rows on one server too, to compare with.
  const compares = tables.some(({ whole }) => whole)
  return [
    eachPart(shards),
    ...(compares ? [sameAnswer, missingPart(shards), faster(shards, name)] : []),
    ...(writesOneRow ? [] : [allOrNone(shards)]),
    ...askingOf(given).claims(shards, workload),
  ]
}
