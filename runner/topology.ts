import type { Mode } from './evidence.ts'
import type { Links } from './network/links.ts'
import type { NodeState } from './results.ts'
import type { Capability, Endpoint, Node, Runtime } from './runtimes/runtime.ts'

/** A started, replicated database. */
export interface Cluster extends AsyncDisposable {
  readonly nodes: readonly Node[]
  readonly links: Links
  node(name: string): Node
  /** The node that takes writes by the operator's decision, whether or not it is alive. */
  primary(): Node
  standbys(): Node[]
  /** Where clients are sent now, over their own link. */
  route(): { node: string; endpoint: Endpoint }
  /** The primary's last position, asked over the operator's link; throws when it doesn't answer within `timeoutMs`. */
  probe(timeoutMs: number): Promise<number>
  /** What a primary holds at this moment, asked past every link: commits that only wait for a standby, and its position. */
  held(node: Node): Promise<{ waiting: number; lsnBytes: number }>
  /** How commits are answered now, as the primary itself says. */
  mode(): Promise<Omit<Mode, 'timeNs'>>
  /** Makes sure that the node can't take another write. */
  fence(node: Node): Promise<void>
  /** Promotes the most advanced standby and sends the clients there: to which, and up to where it had what was written. */
  failover(): Promise<{ to: string; toLsnBytes: number }>
  /** Brings a node back that is down or was left behind by a failover; nothing happens to a healthy one. */
  rejoin(node: Node): Promise<void>
  /** Returns when every node is up and every standby has what the primary has. */
  settle(timeoutMs: number): Promise<void>
  state(): Promise<Omit<NodeState, 'timeNs'>[]>
  /** What a client needs besides the address, for this topology's kind of database; no superuser's. */
  readonly credentials: Credentials
}

export interface Credentials {
  user: string
  password: string
  database: string
}

export interface Topology<Options = never> {
  name: string
  about: string
  needs: readonly Capability[]
  start(runtime: Runtime, options: Options): Promise<Cluster>
}

/** Gives every node its place again, the primary first, for the others follow it. */
export async function rejoinAll(cluster: Cluster): Promise<void> {
  await cluster.rejoin(cluster.primary())
  for (const standby of cluster.standbys()) await cluster.rejoin(standby)
}
