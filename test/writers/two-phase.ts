import { chooseScenario } from '../../cli/choose.ts'
import type { Runtime } from '../../runner/runtimes/runtime.ts'
import type { Table } from '../../runner/workload.ts'
import { postgresAlone } from '../../scenarios/databases/postgres/alone.ts'
import type { PostgresServer } from '../../scenarios/databases/postgres/server.ts'
import type { TwoPhase } from '../../scenarios/topologies/two-phase/cluster.ts'
import { sum, type Family, type System } from './systems.ts'

export const twoPhase: Family = {
  name: 'two-phase',
  about: 'PostgreSQL by itself, and two-phase with two and three servers',
  sizes: [1, 2, 3],
  runtime: 'embedded',
  needs: (size) => (size === 1 ? [] : ['node']),
  oneServer,
  severalServers,
}

async function oneServer(
  runtime: Runtime,
  { tables }: { tables: readonly Table[] },
  things: AsyncDisposableStack,
): Promise<System> {
  const { server, load } = await postgresAlone(runtime, tables, things)
  return systemOf([server], load)
}

async function severalServers(
  runtime: Runtime,
  { nodes, tables }: { nodes: number; tables: readonly Table[] },
  things: AsyncDisposableStack,
): Promise<System> {
  const { start } = chooseScenario('two-phase', { nodes, workload: 'register' })
  const cluster = things.use((await start(runtime)) as TwoPhase)
  await cluster.prepare(tables)
  const servers = cluster.at('server').map((node) => cluster.server(node))
  return systemOf(servers, cluster)
}

function systemOf(servers: readonly PostgresServer[], load: System['load']): System {
  const text = `SELECT count(*)::integer AS n FROM pg_stat_activity WHERE wait_event_type = 'Lock'`
  return {
    load,
    async waiting() {
      const told = await Promise.all(servers.map((server) => server.query<{ n: number }>(text)))
      return sum(told.map(([{ n }]) => n))
    },
  }
}
