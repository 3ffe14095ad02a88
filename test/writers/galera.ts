import { chooseScenario } from '../../cli/choose.ts'
import type { Runtime } from '../../runner/runtimes/runtime.ts'
import type { Table } from '../../runner/workload.ts'
import { mariadbClient } from '../../scenarios/databases/mariadb/client.ts'
import { MariaServer } from '../../scenarios/databases/mariadb/server.ts'
import { settingsAlone } from '../../scenarios/databases/mariadb/settings.ts'
import { makeTables } from '../../scenarios/databases/mariadb/tables.ts'
import { makeUsers } from '../../scenarios/databases/mariadb/users.ts'
import type { Galera } from '../../scenarios/topologies/galera/cluster.ts'
import { CLIENTS_PORT } from '../../scenarios/topologies/galera/options.ts'
import { siteOf } from '../../scenarios/topologies/topology.ts'
import { sum, type Family, type System } from './systems.ts'

export const galera: Family = {
  name: 'galera',
  about: 'MariaDB by itself, without Galera, and galera with three servers',
  sizes: [1, 3],
  runtime: 'docker',
  needs: () => ['kill', 'exec', 'mariadb', 'packet-filter'],
  oneServer,
  severalServers,
}

/** Its settings are those of a member but for what is Galera's. */
async function oneServer(
  runtime: Runtime,
  { tables }: { tables: readonly Table[] },
  things: AsyncDisposableStack,
): Promise<System> {
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
  return systemOf([server], { client: mariadbClient(users.client), route })
}

async function severalServers(
  runtime: Runtime,
  { nodes, tables }: { nodes: number; tables: readonly Table[] },
  things: AsyncDisposableStack,
): Promise<System> {
  const { start } = chooseScenario('galera', { nodes, workload: 'register' })
  const cluster = things.use((await start(runtime)) as Galera)
  await cluster.prepare(tables)
  return systemOf([...cluster.servers.values()], cluster)
}

function systemOf(servers: readonly MariaServer[], load: System['load']): System {
  const text = `SELECT count(*) AS n FROM information_schema.innodb_trx WHERE trx_state = 'LOCK WAIT'`
  return {
    load,
    async waiting() {
      const told = await Promise.all(servers.map((server) => server.query(text)))
      return sum(told.map(({ rows: [{ n }] }) => Number(n)))
    },
  }
}
