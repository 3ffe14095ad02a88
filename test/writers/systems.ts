import { chooseScenario } from '../../cli/choose.ts'
import { openRuntime } from '../../runner/runtimes/open.ts'
import type { Runtime } from '../../runner/runtimes/runtime.ts'
import type { Cluster } from '../../runner/topology.ts'
import type { Table } from '../../runner/workload.ts'
import { postgresClient } from '../../scenarios/databases/postgres/client.ts'
import { makeRoles } from '../../scenarios/databases/postgres/roles.ts'
import { PostgresServer } from '../../scenarios/databases/postgres/server.ts'
import { fillTables, makeTables } from '../../scenarios/databases/postgres/tables.ts'
import type { TwoPhase } from '../../scenarios/topologies/two-phase/cluster.ts'
import { siteOf } from '../../scenarios/topologies/topology.ts'

/** Who takes writes, as clients see it, and the servers behind it. */
export interface System {
  servers: readonly PostgresServer[]
  load: Pick<Cluster, 'client' | 'route'>
}

/** How many servers each has; the first is what the others are measured against. */
export const sizes = [1, 2, 3] as const
export type Size = (typeof sizes)[number]

/** With these tables; it is gone once the stack is disposed of. */
export async function startSystem(
  size: Size,
  tables: readonly Table[],
  things: AsyncDisposableStack,
): Promise<System> {
  const runId = `writers-${size}-${process.pid}`
  const needs = size === 1 ? [] : (['node'] as const)
  const opened = things.use(
    await openRuntime('embedded', { runId, needs: new Set(needs), progress }),
  )
  return size === 1
    ? oneServer(opened, tables, things)
    : severalServers(opened, { nodes: size, tables }, things)
}

function progress(message: string): void {
  process.stderr.write(`  ${message}\n`)
}

/** It commits each statement by itself, over a link as all clients have. */
async function oneServer(
  runtime: Runtime,
  tables: readonly Table[],
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
  return { servers: [server], load: { client: postgresClient(roles.client), route } }
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
  return { servers, load: cluster }
}
