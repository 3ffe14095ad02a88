import type { Claim } from '../../../runner/claim.ts'
import type { Capability, Endpoint } from '../../../runner/runtimes/runtime.ts'
import type { Table, Workload } from '../../../runner/workload.ts'
import type { SessionOf } from '../../databases/postgres/client.ts'
import type { Part } from '../../databases/postgres/parted-tables.ts'
import type { PostgresServer } from '../../databases/postgres/server.ts'
import type { Settings } from '../../databases/postgres/settings.ts'
import type { Shards } from './shards.ts'

/** How a coordinator has shards answer for their parts of the rows. */
export interface Asking {
  /** What titles say of it, where it is not the usual way. */
  label?: string
  /** What nodes have to have for it. */
  needs: readonly Capability[]
  /** Why it can't carry a workload, or can't have clients commit on shards themselves. */
  refuses(workload: Workload, commit: string): string | undefined
  /** What is promised of nothing else. */
  claims(shards: Shards, workload: Workload): Claim[]
  /** What the coordinator is to be set to. */
  settings: Settings
  /** What a client's connection to the coordinator is. */
  session: SessionOf
  /** Tells the coordinator of its shards. */
  introduce(coordinator: PostgresServer, shards: readonly Shard[]): Promise<void>
  /** Makes at the coordinator what asks for tables. */
  atCoordinator(
    coordinator: PostgresServer,
    tables: readonly Table[],
    parts: readonly Part[],
  ): Promise<void>
  /** Makes on a shard what is asked there beside its part of the tables. */
  atShard(shard: PostgresServer, tables: readonly Table[]): Promise<void>
  /** What the coordinator is asked for the rows of a table that all shards have, to be told in a column `count`. */
  counting(table: Table): string
}

/** A shard as its coordinator reaches it. */
export interface Shard {
  name: string
  endpoint: Endpoint
}
