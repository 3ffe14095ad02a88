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
  /** Answers when the primary takes questions over the operator's link; throws when it doesn't within `timeoutMs`. */
  probe(timeoutMs: number): Promise<void>
  /** Makes sure that the node can't take another write. */
  fence(node: Node): Promise<void>
  /** Promotes the most advanced standby and sends the clients there; the name of the new primary. */
  failover(): Promise<string>
  /** Brings a node back that is down or was left behind by a failover; nothing happens to a healthy one. */
  rejoin(node: Node): Promise<void>
  /** Returns when every node is up and every standby has what the primary has. */
  settle(timeoutMs: number): Promise<void>
  state(): Promise<Omit<NodeState, 'timeNs'>[]>
  /** What a client needs besides the address, for this topology's kind of database. */
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
