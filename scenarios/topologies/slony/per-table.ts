import { inspectionsOf } from '../../../checkers/integrity/inspections.ts'
import type { Claim } from '../../../runner/claim.ts'
import { changesOf } from '../../../runner/evidence.ts'
import { unknown } from '../../claims/after-failover.ts'
import { differentSolutions } from '../../claims/manual.ts'
import { LEFT_OUT_ROWS, type LeftOut } from './left-out.ts'

/** What is in the set arrives, and of a table beside it no row does, though it was written to before the last SYNC. */
export function perTable(first: string): Claim {
  return {
    id: 'replication-is-per-table',
    sentence:
      'Slony-I is an example of this type of replication, with per-table granularity, and support for multiple standby servers',
    source: differentSolutions,
    trial: 'load',
    covers: () => false,
    decide({ acknowledged, checks }, evidence) {
      const origin = changesOf(evidence).at(-1)?.to ?? first
      const seen = inspectionsOf(evidence.history).inspections.filter(
        ({ tool }) => tool === LEFT_OUT_ROWS,
      )
      const counted = new Map(
        seen.map(({ node, counted: rows }) => [node, rows as LeftOut | undefined]),
      )
      const written = counted.get(origin)?.own ?? 0
      const others = [...counted].flatMap(([node, rows]) =>
        node === origin || rows === undefined ? [] : [{ node, ...rows }],
      )
      const power = { rowsLeftOut: written, subscribers: others.length }
      const wrong = others.find(({ rows, own }) => rows > own)
      if (wrong !== undefined)
        return {
          verdict: 'violated',
          reason: `On ${wrong.node} there are ${wrong.rows - wrong.own} rows of a table outside the set that were written elsewhere.`,
          power,
        }
      if (written === 0 || others.length === 0)
        return unknown('Nobody knows of a row outside the set that could have arrived.', power)
      if (acknowledged === 0 || checks.divergence?.verdict !== 'pass')
        return unknown('What is in the set is not known to have arrived everywhere.', power)
      return {
        verdict: 'holds',
        reason: `None of ${written} rows in a table outside the set came to ${others.map(({ node }) => node).join(' and ')}, where all that is in the set came.`,
        power,
      }
    },
  }
}
