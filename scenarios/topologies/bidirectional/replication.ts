import type { Endpoint } from '../../../runner/runtimes/runtime.ts'
import type { Inspection } from '../../../runner/topology.ts'
import type { PostgresServer } from '../../databases/postgres/server.ts'
import type { Settings } from '../../databases/postgres/settings.ts'

/** What sends each server's rows to the others, and how it tells how far it is. */
export interface Replication {
  /** What each server needs from its first start on. */
  settings: Settings
  /** Has a server send on what is written to these tables. */
  publish(server: PostgresServer, tables: readonly string[]): Promise<void>
  /** Has a server apply what another itself writes from now on, over a link to it; `copy` what stands there as well. */
  follow(
    server: PostgresServer,
    publisher: string,
    upstream: Endpoint,
    how?: { copy: boolean },
  ): Promise<void>
  /** Returns when all of these have what a server has written by now, as far as they apply anything of it still. */
  arrived(
    publisher: PostgresServer,
    subscribers: readonly PostgresServer[],
    limitMs: number,
  ): Promise<void>
  /** What a server tells of conflicts, and of what it does not apply any more. */
  inspections(server: PostgresServer): Inspection[]
}
