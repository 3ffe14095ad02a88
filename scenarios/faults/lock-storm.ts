import { z } from 'zod'
import type { Node } from '../../runner/runtimes/runtime.ts'
import type { Cluster } from '../../runner/topology.ts'
import { lockTables as lockOfMariadb } from '../databases/mariadb/lock-tables.ts'
import { lockTables as lockOfPostgres } from '../databases/postgres/lock-tables.ts'
import type { Layout } from '../topologies/topology.ts'
import { faultKind } from './kind.ts'
import { repeat } from './repeated.ts'
import { isMariadb, mariaServerOf, serverOf, takesClients } from './servers.ts'
import { nodeAt } from './targets.ts'

const ms = (usual: number) => z.coerce.number().int().min(1).max(60_000).default(usual)

/**
 * What a careless migration or dump does, again and again: all that clients read and write is locked against both, on one
 * server alone. Where others send it what they wrote, applying that waits too.
 */
export const lockStorm = faultKind({
  verb: 'lock-storm',
  about:
    'every table of the clients is locked against reads and writes for `hold` ms, again and again, `every` ms after it is free',
  target: 'node',
  defaultTarget: 'primary',
  settings: z.strictObject({ hold: ms(300), every: ms(100) }),
  reaches: (target, layout) => isMariadb(layout) || takesClients(target, layout),
  make: (target, { hold, every }, layout) => ({
    needs: [],
    async inject({ cluster, random, over }) {
      const node = nodeAt(target, cluster, random)
      const lockTables = lockingOf(cluster, node, layout)
      const seen = { locked: 0, kept: 0 }
      const storm = repeat(
        async (signal) => {
          seen.kept += await lockTables(hold, signal)
          seen.locked++
        },
        every,
        over,
      )
      return {
        nodes: [node.name],
        undo: storm.end,
        async effect() {
          await storm.end()
          const by = { timesLocked: seen.locked, sessionsKeptWaiting: seen.kept }
          return { took: seen.kept > 0, by }
        },
      }
    },
  }),
})

function lockingOf(cluster: Cluster, node: Node, layout: Layout) {
  return (holdMs: number, signal: AbortSignal) =>
    isMariadb(layout)
      ? lockOfMariadb(mariaServerOf(cluster, node), holdMs, signal)
      : lockOfPostgres(serverOf(cluster, node), holdMs, signal)
}
