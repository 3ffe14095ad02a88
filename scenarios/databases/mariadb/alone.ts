import type { Runtime } from '../../../runner/runtimes/runtime.ts'
import type { Table } from '../../../runner/workload.ts'
import { CLIENTS_PORT } from '../../topologies/galera/options.ts'
import { siteOf } from '../../topologies/topology.ts'
import type { Alone } from '../postgres/alone.ts'
import { mariadbClient } from './client.ts'
import { MariaServer } from './server.ts'
import { settingsAlone } from './settings.ts'
import { makeTables } from './tables.ts'
import { makeUsers } from './users.ts'

/** The same of MariaDB: its settings are those of a member of a Galera cluster but for what is Galera's. */
export async function mariadbAlone(
  runtime: Runtime,
  tables: readonly Table[],
  things: AsyncDisposableStack,
): Promise<Alone<MariaServer>> {
  const nodes = [{ name: 'n1', role: 'server', ports: [CLIENTS_PORT] }]
  const links = [{ from: 'clients', to: 'n1', group: 'clients' }]
  const site = await siteOf({ nodes, links, needs: [] }, runtime)
  const node = site.node('n1')
  const users = makeUsers()
  const server = new MariaServer(node, users)
  things.defer(() => server.disconnect())
  await server.initialize(settingsAlone(node.home, node.address()))
  await server.begin()
  await server.answers()
  await server.makeUsers()
  const { endpoint } = site.links.between('clients', 'n1')
  await makeTables({ endpoint, credentials: users.client, timeoutMs: 30_000 }, tables)
  const route = () => ({ node: 'n1', endpoints: [endpoint] })
  return { server, load: { client: mariadbClient(users.client), route } }
}
