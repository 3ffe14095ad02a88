import type { Runtime } from '../../../runner/runtimes/runtime.ts'
import type { Cluster } from '../../../runner/topology.ts'
import type { Table } from '../../../runner/workload.ts'
import { siteOf } from '../../topologies/topology.ts'
import { postgresClient } from './client.ts'
import { makeRoles } from './roles.ts'
import { PostgresServer } from './server.ts'
import { fillTables, makeTables } from './tables.ts'

/** A server that nobody replicates, and how clients reach it: what all that replicates is measured against. */
export interface Alone<Server> {
  server: Server
  load: Pick<Cluster, 'client' | 'route'>
}

/**
 * One PostgreSQL server with these tables, over a link as all clients have; it commits each statement by itself. It is
 * gone with its runtime.
 */
export async function postgresAlone(
  runtime: Runtime,
  tables: readonly Table[],
  things: AsyncDisposableStack,
): Promise<Alone<PostgresServer>> {
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
  return { server, load: { client: postgresClient(roles.client), route } }
}
