import type { NodeState } from '../../../../runner/results.ts'
import type { Node } from '../../../../runner/runtimes/runtime.ts'
import type { Client, Route } from '../../../../runner/topology.ts'
import type { Request } from '../../../../runner/workload.ts'

/** Who chooses a server for a client's session; `none`: whoever sends it, who is told of each failover. */
export const balancers = ['none', 'libpq', 'haproxy', 'pgpool'] as const
export type Balancing = (typeof balancers)[number]

/** Chooses a server for each session, by what it learns of them by itself. */
export interface Balancer {
  readonly client: Client
  /** Where a session for such requests is opened. */
  route(access: Request['access']): Route
  /** Where it is a machine of its own. */
  readonly machine?: BalancingMachine
}

export interface BalancingMachine {
  /** Which has its role for a name. */
  readonly node: Node
  /** The servers replicate already. */
  start(): Promise<void>
  /** Has it run, and returns once it knows each server for what that is now. */
  heal(primary: string, limitMs: number): Promise<void>
  state(): Promise<Omit<NodeState, 'timeNs'>>
  /** Ends what it holds open there. */
  disconnect?(): void
}
