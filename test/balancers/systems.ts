import { chooseScenario } from '../../cli/choose.ts'
import { tell } from '../../cli/tell.ts'
import { openRuntime } from '../../runner/runtimes/open.ts'
import type { Node } from '../../runner/runtimes/runtime.ts'
import type { Cluster } from '../../runner/topology.ts'
import { register } from '../../scenarios/workloads/register.ts'
import { KEYS } from './reading.ts'

/** Who is read, as clients see it. */
export interface System {
  load: Pick<Cluster, 'client' | 'route'>
  servers: readonly Node[]
}

export const ONE = 'one server'

const balancers = {
  libpq: { balance: 'libpq', loadBalanceHosts: 'random' },
  haproxy: { balance: 'haproxy' },
  pgpool: { balance: 'pgpool' },
}

/** A cluster for each balancer, all of whose servers answer reads, and the primary of one of them by itself. */
export async function startSystems(things: AsyncDisposableStack): Promise<Map<string, System>> {
  const systems = new Map<string, System>()
  for (const [name, words] of Object.entries(balancers)) {
    const cluster = await startCluster(name, words, things)
    const servers = [...cluster.at('primary'), ...cluster.at('standby')]
    if (systems.size === 0) systems.set(ONE, { load: primaryOf(cluster), servers })
    systems.set(name, { load: cluster, servers })
  }
  return systems
}

async function startCluster(
  name: string,
  words: object,
  things: AsyncDisposableStack,
): Promise<Cluster> {
  const asked = { workload: 'register', reads: 'any', ...words }
  const { start, needs } = chooseScenario('hot-standby', asked)
  const runId = `balancers-${name}-${process.pid}`
  const runtime = things.use(
    await openRuntime('docker', {
      runId,
      needs: needs.union(new Set(['cpu-limit'])),
      progress: tell,
    }),
  )
  const cluster = things.use(await start(runtime))
  const rows = Array.from({ length: KEYS }, (_, key) => [key, key])
  await cluster.prepare([{ ...register.tables[0], rows }])
  return cluster
}

function primaryOf({ client, links }: Cluster): System['load'] {
  const route = () => ({ node: 'n1', endpoints: [links.between('clients', 'n1').endpoint] })
  return { client, route }
}
