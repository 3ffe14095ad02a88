import { MeetsNothing } from '../../runner/fault.ts'
import type { Node } from '../../runner/runtimes/runtime.ts'
import type { Random } from '../../runner/random.ts'
import type { Cluster, Guarded } from '../../runner/topology.ts'
import { within } from '../../runner/within.ts'
import type { MariaServer } from '../databases/mariadb/server.ts'
import type { PrimaryGroup } from '../databases/postgres/primary-group.ts'
import type { PostgresServer } from '../databases/postgres/server.ts'
import type { ServerGroup } from '../databases/postgres/server-group.ts'
import type { Layout } from '../topologies/topology.ts'
import { nodesMeant } from './net.ts'

/** The server on a node, past every link; where servers are MariaDB's, nothing that asks for this reaches any. */
export function serverOf(cluster: Cluster, node: Pick<Node, 'name'>): PostgresServer {
  const server = (cluster as ServerGroup).server(node)
  if (server === undefined) throw new MeetsNothing(`${node.name} has no database server`)
  return server
}

/** The same of one that answers: nothing can be asked of a server that is down or frozen. */
export async function answeringServer(
  cluster: Cluster,
  node: Pick<Node, 'name'>,
): Promise<PostgresServer> {
  const server = serverOf(cluster, node)
  const ask = () => server.position()
  // A session that broke is only found so when it is used.
  const answers = async () => !(await server.node.frozen()) && (await ask().catch(ask))
  if (await answers().catch(() => false)) return server
  throw new MeetsNothing(`The server of ${node.name} does not answer`)
}

/** The primary and the standbys that a node is one of. */
export function groupOf(cluster: Cluster, node: Pick<Node, 'name'>): PrimaryGroup {
  const group = groupWith(cluster, node)
  if (group === undefined) throw new MeetsNothing(`${node.name} is neither a primary nor a standby`)
  return group
}

/** The same, or nothing of a server that is by itself. */
export function groupWith(cluster: Cluster, node: Pick<Node, 'name'>): PrimaryGroup | undefined {
  return groupsIn(cluster).find((each) => each.server(node) !== undefined)
}

/** The servers that have the same files as one, which comes first. */
export function copiesOf(cluster: Cluster, node: Pick<Node, 'name'>): PostgresServer[] {
  const own = serverOf(cluster, node)
  const group = groupWith(cluster, node)
  if (group === undefined) return [own]
  const names = [group.primary(), ...group.at('standby').map(({ name }) => name)]
  const others = names.filter((name) => name !== node.name)
  return [own, ...others.map((name) => group.server({ name }))]
}

/** Whether its servers are MariaDB's. */
export function isMariadb({ needs }: Layout): boolean {
  return needs.includes('mariadb')
}

/** All of them. */
export function mariaServersOf(cluster: Cluster): MariaServer[] {
  return [...(cluster as OfMariadb).servers.values()]
}

/** The one on a node. */
export function mariaServerOf(cluster: Cluster, { name }: Pick<Node, 'name'>): MariaServer {
  return (cluster as OfMariadb).servers.get(name)!
}

type OfMariadb = Cluster & { servers: ReadonlyMap<string, MariaServer> }

/** Any one that has a primary. */
export function anyGroup(cluster: Cluster, random: Random): PrimaryGroup {
  const groups = groupsIn(cluster)
  if (groups.length === 0) throw new MeetsNothing('Nobody is the primary')
  return random.pick(groups)
}

function groupsIn({ guarded = [] }: Cluster): PrimaryGroup[] {
  return guarded as readonly Guarded[] as PrimaryGroup[]
}

/** The servers of a primary and its standbys, where there is one primary. */
export function serversOf(cluster: Cluster): PostgresServer[] {
  return ['primary', 'standby'].flatMap((role) =>
    cluster.at(role).map((node) => serverOf(cluster, node)),
  )
}

/** Clients ask for databases alone, by the port that a node has if nothing else is told of it; not all run from the start. */
export function isDatabase(target: string, layout: Layout): boolean {
  const meant = nodesMeant(target, layout)
  return layout.nodes.every(
    ({ name, ports = ['sql'], role }) =>
      !meant.includes(name) || (ports.includes('sql') && !(layout.cold && role === 'standby')),
  )
}

/** The same of those whose servers nobody starts again by himself, as a manager does with its own. */
export function isUnmanaged(target: string, layout: Layout): boolean {
  return layout.manager === undefined && isDatabase(target, layout)
}

/** Whether clients write there to begin with; of standbys not every one takes so much as a question. */
export function takesClients(target: string, layout: Layout): boolean {
  const meant = nodesMeant(target, layout)
  const standsBy = layout.nodes.some(
    ({ name, role }) => meant.includes(name) && ['standby', 'subscriber'].includes(role),
  )
  return isDatabase(target, layout) && !standsBy
}

/** Of several primaries nobody could tell which one is meant where none is named. */
export function hasOnePrimary({ nodes }: Layout): boolean {
  return nodes.filter(({ role }) => role === 'primary').length === 1
}

/** Whether a target begins as this in a layout that has one primary of our operator's, whose standbys are servers too. */
export function beginsAs(role: string, target: string, layout: Layout): boolean {
  const { role: given } = layout.nodes.find(({ name }) => name === target) ?? { role: target }
  const ours = !layout.foreign && layout.manager === undefined
  return given === role && hasOnePrimary(layout) && !layout.cold && ours
}

/** A server that is frozen is not waited for. */
const ANSWER_LIMIT_MS = 5_000

/** Which of these servers take writes at this moment, as they say themselves. */
export async function takingWrites(servers: readonly PostgresServer[]): Promise<string[]> {
  const seen = await Promise.all(
    servers.map(async (server) => {
      const late = new Error(`Node ${server.node.name} does not answer`)
      const asked = within(server.position(), ANSWER_LIMIT_MS, late)
      const position = await asked.catch(() => undefined)
      return position?.standby === false ? [server.node.name] : []
    }),
  )
  return seen.flat()
}
