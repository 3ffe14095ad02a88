import type { Inspection } from '../../../runner/topology.ts'
import { CONFLICTS } from './conflicts.ts'
import { settledIn, type SettledConflict } from './pglogical-log.ts'
import type { PostgresServer } from './server.ts'

/** How many conflicts were settled in each way, and how often that was for the newer version or for the older one. */
export interface SettledConflicts {
  applied: number
  kept: number
  skipped: number
  newerWon: number
  olderWon: number
}

/** Every conflict that a node's log says it settled, in words and counted. */
export function settledBy({ node }: PostgresServer): Inspection {
  const settled = async () => settledIn(await node.logs())
  return {
    tool: CONFLICTS,
    of: 'conflicts',
    node: node.name,
    look: async () =>
      (await settled()).map(({ change, resolution }) => `remote ${change}: ${resolution}`),
    async count() {
      const conflicts = await settled()
      return { logged: conflicts.length, ...countSettled(conflicts) }
    },
  }
}

export function countSettled(conflicts: readonly SettledConflict[]): SettledConflicts {
  const counted = { applied: 0, kept: 0, skipped: 0, newerWon: 0, olderWon: 0 }
  for (const { resolution, localAt, remoteAt } of conflicts) {
    counted[names[resolution]]++
    if (resolution === 'skip' || localAt === undefined || remoteAt === undefined) continue
    const remoteAhead = microseconds(remoteAt) - microseconds(localAt)
    if (remoteAhead === 0n) continue
    const isNewerKept = remoteAhead > 0n === (resolution === 'apply_remote')
    counted[isNewerKept ? 'newerWon' : 'olderWon']++
  }
  return counted
}

const names = { apply_remote: 'applied', keep_local: 'kept', skip: 'skipped' } as const

/** Of a time as the server writes it, which leaves out zeros at its end; a Date has no more than milliseconds. */
function microseconds(time: string): bigint {
  const [, date, clock, fraction = '', zone] = /^(\S+) ([\d:]+)(?:\.(\d+))?(\S*)$/.exec(time) ?? []
  const milliseconds = Date.parse(`${date}T${clock}${zone.length === 3 ? `${zone}:00` : zone}`)
  return BigInt(milliseconds) * 1000n + BigInt(fraction.padEnd(6, '0'))
}
