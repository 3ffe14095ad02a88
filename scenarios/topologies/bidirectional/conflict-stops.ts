import type { History } from '../../../history/history.ts'
import type { Claim } from '../../../runner/claim.ts'
import { unknown } from '../../claims/after-failover.ts'
import { appliedAt, speaksOfDifference, stopIn, toldOfApplying } from './at-rest.ts'
import { contestedIn, writesByRow } from './contested.ts'
import { ofConflicts } from './manual.ts'

/** What is inserted: another insert of the same key is refused where that is known. */
const inserting = new Set(['reserve', 'add'])

/** One key that two servers have let in: neither can apply the other's row, nor anything after it. */
export function conflictStops(servers: readonly string[]): Claim {
  return ofConflicts({
    id: 'same-keys-stop-replication',
    sentence: 'A conflict … will stop the replication; it must be resolved manually by the user',
    trial: ({ history }) => stopIn(history) !== undefined || twiceInserted(history).length > 0,
    covers: speaksOfDifference,
    decide(_, { history }) {
      const twice = twiceInserted(history)
      const power = { keysLetInTwice: twice.length }
      const applied = appliedAt(history)
      const { unseen, told } = toldOfApplying(history, servers)
      if (unseen !== undefined) return unknown(`What ${unseen} applies is not known.`, power)
      for (const { key, nodes } of twice)
        for (const server of nodes)
          for (const other of nodes)
            if (server !== other && !isStopped(applied.get(server)!, other))
              return {
                verdict: 'violated',
                reason: `${server} and ${other} both acknowledged the insert of key ${key}, and ${server} goes on applying what ${other} writes.`,
                power,
              }
      if (contestedIn(writesByRow(history)).size === 0)
        return {
          verdict: 'violated',
          reason: `${told[0]} But no two servers wrote one row.`,
          power,
        }
      return {
        verdict: 'holds',
        reason: [`${twice.length} keys were let in at several servers.`, ...told].join(' '),
        power,
      }
    },
  })
}

const isStopped = (findings: readonly string[], publisher: string) =>
  findings.some((finding) => finding.startsWith(`nothing of ${publisher} `))

/** Keys of which several servers acknowledged an insert. */
function twiceInserted(history: History): { key: number; nodes: string[] }[] {
  return [...writesByRow(history)].flatMap(([key, writes]) => {
    const isLetIn = writes.filter(({ f, isAcknowledged }) => isAcknowledged && inserting.has(f))
    const nodes = [...new Set(isLetIn.map(({ node }) => node))]
    return nodes.length > 1 ? [{ key, nodes }] : []
  })
}
