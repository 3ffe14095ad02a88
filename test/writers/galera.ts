import { chooseScenario } from '../../cli/choose.ts'
import type { Runtime } from '../../runner/runtimes/runtime.ts'
import type { Table } from '../../runner/workload.ts'
import { mariadbAlone } from '../../scenarios/databases/mariadb/alone.ts'
import type { MariaServer } from '../../scenarios/databases/mariadb/server.ts'
import type { Galera } from '../../scenarios/topologies/galera/cluster.ts'
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

async function oneServer(
  runtime: Runtime,
  { tables }: { tables: readonly Table[] },
  things: AsyncDisposableStack,
): Promise<System> {
  const { server, load } = await mariadbAlone(runtime, tables, things)
  return systemOf([server], load)
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
