import { chooseScenario } from '../../cli/choose.ts'
import type { Runtime } from '../../runner/runtimes/runtime.ts'
import type { Table } from '../../runner/workload.ts'
import { postgresClient } from '../../scenarios/databases/postgres/client.ts'
import { makeRoles } from '../../scenarios/databases/postgres/roles.ts'
import { PostgresServer } from '../../scenarios/databases/postgres/server.ts'
import { fillTables, makeTables } from '../../scenarios/databases/postgres/tables.ts'
import type { TwoPhase } from '../../scenarios/topologies/two-phase/cluster.ts'
import { siteOf } from '../../scenarios/topologies/topology.ts'
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

/** It commits each statement by itself, over a link as all clients have. */
async function oneServer(
  runtime: Runtime,
  { tables }: { tables: readonly Table[] },
  things: AsyncDisposableStack,
): Promise<System> {
  const nodes = [{ name: 'n1', role: 'server' }]
  const links = [{ from: 'clients', to: 'n1', group: 'clients' }]
  const site = await siteOf({ nodes, links, needs: [] }, runtime)
  const roles = makeRoles()
  const server = new PostgresServer(site.node('n1'), roles)
  things.defer(() => server.disconnect())
  await server.initialize()
  await server.start()
  const { endpoint } = site.links.between('clients', 'n1')
  const client = { endpoint, credentials: roles.client, timeoutMs: 10_000 }
  await makeTables(client, tables)
  await fillTables(client, tables)
  const route = () => ({ node: 'n1', endpoints: [endpoint] })
  return systemOf([server], { client: postgresClient(roles.client), route })
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
