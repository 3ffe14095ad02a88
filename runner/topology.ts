import type { Clock } from './clock.ts'
import type { MountedDisk } from './disk/mounted-disk.ts'
import type { Disturbance } from './disturbance.ts'
import type { Held, Mode, Switchover } from './evidence.ts'
import type { Links } from './network/links.ts'
import type { NodeState } from './results.ts'
import type { Endpoint, Node } from './runtimes/runtime.ts'
import type { Request, Session, Table, Work } from './workload.ts'

/** Where a request goes. */
export interface Route {
  node: string
  /** Several where a transaction spans several. */
  endpoints: Endpoint[]
  /** What the node was asked for as, where another may come to be it: who has a session then is told nothing of that. */
  role?: string
}

/** Speaks one database's protocol: opens sessions, begins and ends transactions, tells outcomes apart. */
export interface Client {
  /** Throws what can't be opened; an operation that finds no connection certainly did not happen. */
  connect(route: Route, work: Work, timeoutMs: number): Promise<Session>
}

/** Does a part of something and has it told, with the node that it is done to. */
export type Step = <T>(name: string, node: string, act: () => Promise<T>) => Promise<T>

/** A primary with its standbys, whoever decides which node that is. */
export interface Group {
  /** The node that takes writes by that decision, whether or not it is alive. */
  primary(): string
  /** Makes a standby the primary as planned, each step told; absent where there is no way to do that without a loss. */
  switchOver?(step: Step): Promise<Switchover>
  /** Who takes the part of the primary at this moment, as the servers themselves say; absent where that is whoever replays nothing. */
  writing?(): Promise<string[]>
  /** What the primary holds now, asked past every link. */
  held(): Promise<Held>
  /** Cancels, past every link, each client's commit whose answer only the wait for a standby holds back: how many. */
  cancelHeld?(): Promise<number>
  /** How commits are answered now, as the primary itself says. */
  mode(): Promise<Omit<Mode, 'timeNs'>>
}

/** One that our operator has to watch. */
export interface Guarded extends Group {
  /** The primary's last position, asked over the operator's link; throws when it doesn't answer within `timeoutMs`. */
  probe(timeoutMs: number): Promise<number>
  /** Makes sure that the primary can't take another write. */
  fence(): Promise<void>
  /** Whether the primary certainly takes no write any more. */
  ended(): Promise<boolean>
  /** Promotes a standby (this one, or whom it would choose) and sends new clients there; up to where it had what was written. */
  promote(to?: string): Promise<{ to: string; toLsnBytes: number }>
}

/** What a server says that it is. */
export interface Part {
  standby: boolean
  /** Up to where it has what was written. */
  lsnBytes: number
  /** Of one that takes writes: each promotion begins another, with a higher number. */
  timeline?: number
}

/** One whose failover is the work of a manager of its own: who has which part is asked of each node. */
export interface Managed extends Group {
  readonly members: readonly string[]
  /** How old may be what its manager knows of the primary when it chooses another. */
  readonly knowledgeMs: number
  /** Asks a member, past every link; `primary` goes by what they said last. Throws where it does not answer. */
  look(member: string): Promise<Part>
  /** Whom the manager itself takes for the primary, `null` for nobody; throws where it can't be asked. */
  leader(): Promise<string | null>
  /** Where the primary went on from what it had received as a standby. */
  tookOverAt(): Promise<number>
  /** Whether another one is being made the primary as planned, or was with this timeline: that is no failover. */
  isPlanned(timeline?: number): boolean
  /** Each choice among several that the manager itself tells of, in order; absent where it tells of none. */
  elections?(): Promise<Election[]>
}

/** Whom a manager chose for a primary's place, among whom. */
export interface Election {
  elected: string
  candidates: Candidate[]
}

/** What a manager knew of one that it chose among: up to where it had written or received, on which timeline. */
export interface Candidate {
  node: string
  timeline: number
  lsnBytes: number
}

/** What one of the server's own tools says of one node. */
export interface Inspection {
  tool: string
  /** What its complaints are of, where that is no damage to data. */
  of?: string
  node: string
  /** Whether the node's server is down after it: it comes once nobody else looks at any node. */
  ends?: true
  /** Its complaints, word for word; throws where it could not look. */
  look(): Promise<string[]>
  /** What it counts there, by name, for whoever compares nodes; throws where it could not look. */
  count?(): Promise<Record<string, number>>
}

/** Data that an operator destroyed: on which node, when, and whatever else the history is to say of it. */
export interface Mistake {
  node: string
  /** Between these times lies the moment that `heal` brings back. */
  aroundNs: [number, number]
  /** How many rows were there before it, and not after it. */
  rowsLost: number
  [more: string]: unknown
}

/** Clients by whom they work for: each lane has processes of its own, so that nobody is stuck for another's sake. */
export interface Lanes {
  count: number
  /** The lane of a request; below 0 where any process may make it. */
  of(request: Request): number
}

/** What the history is to say of how a cluster healed. */
export type Healed = Record<string, unknown>

/** A started, replicated database; what is optional only some topologies have. */
export interface Cluster extends AsyncDisposable {
  readonly nodes: readonly Node[]
  readonly links: Links
  readonly client: Client
  node(name: string): Node
  /** Makes the tables wherever this topology needs them. */
  prepare(tables: readonly Table[]): Promise<void>
  /** Where a process's request goes now, over the clients' own link; `undefined` where nobody takes it. */
  route(request: Request, process: number): Route | undefined
  /** Absent where all processes make all kinds of requests. */
  lanes?: Lanes
  /** The nodes that have a role at this moment. */
  at(role: string): Node[]
  /** Every node's role and figures, as far as it answers. */
  observe(): Promise<Omit<NodeState, 'timeNs'>[]>
  /** Gives every node its place again, and returns when all have what was written before. */
  heal(limitMs: number): Promise<Healed | void>
  /** Every copy that can be read, the authoritative one last; returns once nothing moves any more. */
  copies(limitMs: number): Promise<Route[]>
  /** Ends a node's database server without a warning; the undo lets it start again, as it does by itself, and waits for that. */
  crash(node: Node): Promise<Disturbance>
  /** The disk of ours that a node's data lie on; undefined where they lie on none. */
  diskOf?(node: Pick<Node, 'name'>): MountedDisk | undefined
  /** What is to be asked of the nodes once nothing moves any more, in this order on each of them; it changes no data. */
  inspections?(): readonly Inspection[]
  /** Does what an operator does by mistake; `heal` brings back what there was before. Absent where nothing could. */
  mistake?(now: Clock): Promise<Mistake>
  /** One for each group of nodes with a primary that our operator is to replace; absent where there is none. */
  guarded?: readonly Guarded[]
  /** The same of those whose failover is a manager's own. */
  managed?: readonly Managed[]
}
