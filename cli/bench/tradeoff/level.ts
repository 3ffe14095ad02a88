import type { Link } from '../../../runner/network/link.ts'
import type { Capability, Runtime } from '../../../runner/runtimes/runtime.ts'
import type { Scenario } from '../../../runner/scenario.ts'
import type { Cluster } from '../../../runner/topology.ts'
import type { Table } from '../../../runner/workload.ts'
import type { PostgresServer } from '../../../scenarios/databases/postgres/server.ts'

/** A started database as the sweep sees it: where clients go, and what its nodes send each other over. */
export interface System {
  load: Pick<Cluster, 'client' | 'route' | 'lanes'>
  links: readonly Link[]
  /** Those of PostgreSQL. */
  servers: readonly PostgresServer[]
}

/** Something that is measured: a level of synchronous_commit, a way of replicating, or the single server. */
export interface Level {
  name: string
  about: string
  /** The single server of its database; its own name where it is that. */
  baseline: string
  needs: ReadonlySet<Capability>
  /** A run of it without faults; absent of a server by itself. */
  scenario?: Scenario
  /** The names of the links that a round trip is made longer on. */
  links: readonly string[]
  /** With these tables; it is gone once the stack is disposed of. */
  start(runtime: Runtime, tables: readonly Table[], things: AsyncDisposableStack): Promise<System>
  /** A run in which whoever stands first in its layout is killed under load; absent where nobody would be left. */
  killed?(rttMs: number): Scenario
}
