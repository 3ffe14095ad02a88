import type { Claim } from '../../../runner/claim.ts'
import { unknown } from '../../claims/after-failover.ts'
import { rowsAtRest } from '../../claims/rows-at-rest.ts'
import { atRest } from './at-rest.ts'
import { writesByRow, type RowWrite } from './contested.ts'
import { ofConflicts } from './manual.ts'

/** An update of a row that another server had removed: it was acknowledged, and is nowhere. */
export function updatesAreSkipped(servers: readonly string[]): Claim {
  return ofConflicts({
    id: 'updates-of-removed-rows-are-skipped',
    sentence: 'missing data … and such operations will simply be skipped',
    trial: ({ history }) => updatedTooLate(writesByRow(history)).length > 0,
    covers: () => false,
    decide(_, { history }) {
      const late = updatedTooLate(writesByRow(history))
      const power = { updatesOfRemovedRows: late.length }
      const rest = atRest(history, servers)
      if (rest.unknown !== undefined) return unknown(rest.unknown, power)
      const { copies } = rowsAtRest(history, servers)
      for (const [node, rows] of copies) {
        const left = new Set([...rows.values()].map(({ row }) => row))
        const kept = late.find((row) => left.has(row))
        if (kept !== undefined)
          return {
            verdict: 'violated',
            reason: `Row ${kept} was removed at one server, updated later at another, and is there on ${node}.`,
            power,
          }
      }
      return {
        verdict: 'holds',
        reason: `${late.length} updates were acknowledged by a server of a row that another had removed before; each of these rows is gone everywhere, and with it the update.`,
        power,
      }
    },
  })
}

/** Rows of which one server acknowledged an update that began after another had acknowledged their removal. */
function updatedTooLate(byRow: ReadonlyMap<number, RowWrite[]>): number[] {
  return [...byRow].flatMap(([row, writes]) => {
    const known = writes.filter(({ isAcknowledged }) => isAcknowledged)
    const removal = known.find(({ f }) => f === 'remove')
    if (removal === undefined) return []
    const isLate = ({ f, node, start }: RowWrite) =>
      f === 'update' && node !== removal.node && start > removal.end
    return known.some(isLate) ? [row] : []
  })
}
