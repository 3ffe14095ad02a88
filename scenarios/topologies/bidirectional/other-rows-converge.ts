import type { Claim } from '../../../runner/claim.ts'
import { unknown } from '../../claims/after-failover.ts'
import { atRest, stopIn } from './at-rest.ts'
import { serversIn, writesByRow, type Filled, type RowWrite } from './contested.ts'
import { asynchronousMultimaster } from './manual.ts'

/** Of rows that one server alone wrote all hold the same in the end, unless one applies nothing any more. */
export function otherRowsConverge(servers: readonly string[], filled?: Filled): Claim {
  return asynchronousMultimaster({
    id: 'rows-of-one-writer-converge',
    sentence: 'each server … periodically communicates with the other servers',
    trial: ({ history }) =>
      stopIn(history) === undefined &&
      writesByRow(history, filled)
        .values()
        .some((writes) => isOfOne(writes) && writes.some(({ isAcknowledged }) => isAcknowledged)),
    covers: () => false,
    decide(_, { history }) {
      const rest = atRest(history, servers)
      const byRow = writesByRow(history, filled)
      const own = [...byRow].filter(([, writes]) => isOfOne(writes))
      const crossed = own.filter(([row]) => rest.everywhere.has(row)).length
      const power = { rowsThatCrossed: crossed }
      if (rest.unknown !== undefined) return unknown(rest.unknown, power)
      const others = new Map(own)
      // A row that nobody wrote is nobody's conflict either.
      const isContested = (row: number) => !others.has(row) && byRow.has(row)
      const different = [...rest.different].find(([row]) => !isContested(row))
      if (different !== undefined) {
        const [row, told] = different
        const [writer] = serversIn(others.get(row) ?? [])
        const who = writer === undefined ? 'Nobody' : `Only ${writer}`
        return { verdict: 'violated', reason: `${told} ${who} wrote it.`, power }
      }
      if (crossed === 0) return unknown('No row that one server alone wrote is left.', power)
      return {
        verdict: 'holds',
        reason: `${crossed} rows that one server alone wrote are the same on all ${servers.length}.`,
        power,
      }
    },
  })
}

const isOfOne = (writes: readonly RowWrite[]) => serversIn(writes).size === 1
