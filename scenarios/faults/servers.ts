import type { Node } from '../../runner/runtimes/runtime.ts'
import type { Random } from '../../runner/random.ts'
import type { Cluster, Guarded } from '../../runner/topology.ts'
import type { PrimaryGroup } from '../databases/postgres/primary-group.ts'
import type { PostgresServer } from '../databases/postgres/server.ts'
import type { ServerGroup } from '../databases/postgres/server-group.ts'
import type { Layout } from '../topologies/topology.ts'
import { nodesMeant } from './net.ts'
import { meetsNothing } from './targets.ts'

/** The server on a node, past every link: every topology's servers are PostgreSQL's. */
export function serverOf(cluster: Cluster, node: Pick<Node, 'name'>): PostgresServer {
  const server = (cluster as ServerGroup).server(node)
  if (server === undefined) throw meetsNothing(`${node.name} has no database server`)
  return server
}

/** The primary and the standbys that a node is one of. */
export function groupOf(cluster: Cluster, node: Pick<Node, 'name'>): PrimaryGroup {
  const group = groupsIn(cluster).find((each) => each.server(node) !== undefined)
  if (group === undefined) throw meetsNothing(`${node.name} is neither a primary nor a standby`)
  return group
}

/** Any one that has a primary. */
export function anyGroup(cluster: Cluster, random: Random): PrimaryGroup {
  const groups = groupsIn(cluster)
  if (groups.length === 0) throw meetsNothing('Nobody is the primary')
  return random.pick(groups)
}

function groupsIn({ guarded = [] }: Cluster): PrimaryGroup[] {
  return guarded as readonly Guarded[] as PrimaryGroup[]
}

/** Clients ask for databases alone, by the port that a node has if nothing else is told of it; not all run from the start. */
export function isDatabase(target: string, layout: Layout): boolean {
  const meant = nodesMeant(target, layout)
  return layout.nodes.every(
    ({ name, ports = ['sql'], role }) =>
      !meant.includes(name) || (ports.includes('sql') && !(layout.cold && role === 'standby')),
  )
}

/** Whether clients write there to begin with; of standbys not every one takes so much as a question. */
export function takesClients(target: string, layout: Layout): boolean {
  const meant = nodesMeant(target, layout)
  const standsBy = layout.nodes.some(({ name, role }) => meant.includes(name) && role === 'standby')
  return isDatabase(target, layout) && !standsBy
}

/** Of several primaries nobody could tell which one is meant where none is named. */
export function hasOnePrimary({ nodes }: Layout): boolean {
  return nodes.filter(({ role }) => role === 'primary').length === 1
}

/** Whether a target begins as this in a layout that has one primary, whose standbys are servers too. */
export function beginsAs(role: string, target: string, layout: Layout): boolean {
  const { role: given } = layout.nodes.find(({ name }) => name === target) ?? { role: target }
  return given === role && hasOnePrimary(layout) && !layout.cold
}

/** Which of these servers take writes at this moment. */
export async function takingWrites(servers: readonly PostgresServer[]): Promise<string[]> {
  const seen = await Promise.all(
    servers.map(async (server) => {
      const position = await server.position().catch(() => undefined)
      return position?.standby === false ? [server.node.name] : []
    }),
  )
  return seen.flat()
}
