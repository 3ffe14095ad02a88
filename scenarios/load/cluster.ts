import { SplitbrainError } from '../../history/errors.ts'
import type { Cluster } from '../../runner/topology.ts'
import { ServerGroup } from '../databases/postgres/server-group.ts'
import type { Topology } from '../topologies/topology.ts'
import type { LoadAsked } from './asked.ts'
import { fill, tables } from './tables.ts'

const REST_LIMIT_MS = 120_000

/** Whether all that clients write goes to one PostgreSQL server of ours, which is known before anything starts. */
export function takesLoad({ layout, options }: Topology): boolean {
  const { nodes, needs, foreign } = layout(options.parse({}))
  const isOne = nodes.filter(({ role }) => role === 'primary').length === 1
  return isOne && !needs.includes('mariadb') && !foreign
}

/** Makes pgbench's tables, fills them, waits until every copy has them, and tells who takes which transactions. */
export async function prepareLoad(
  cluster: Cluster,
  scale: number,
): Promise<Pick<LoadAsked, 'target' | 'replicas'>> {
  if (!(cluster instanceof ServerGroup))
    throw new SplitbrainError('usage', 'Nobody here takes the load of plain PostgreSQL clients.')
  const { credentials } = cluster
  await cluster.prepare(tables)
  const route = cluster.route({ f: 'load', value: null, access: 'write' }, 0)
  if (route === undefined) throw new SplitbrainError('runtime', 'No server takes writes.')
  const target = { endpoint: route.endpoints[0], credentials }
  await fill(target, scale)
  // The authoritative copy comes last.
  const copies = (await cluster.copies(REST_LIMIT_MS)).slice(0, -1)
  const replicas = copies.map(({ endpoints: [endpoint] }) => ({ endpoint, credentials }))
  return { target, replicas }
}
