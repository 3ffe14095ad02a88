import type { Capability, Endpoint } from '../../../runner/runtimes/runtime.ts'
import { clone } from '../../databases/postgres/clone.ts'
import { connected } from '../../databases/postgres/connect.ts'
import type { PostgresServer } from '../../databases/postgres/server.ts'
import { until } from '../../databases/postgres/until.ts'
import type { Pgpool } from '../../services/pgpool/pgpool.ts'
import { obeying } from '../../services/pgpool/recovery.ts'

/** Clients have been sent away, and wait. */
const CATCH_UP_LIMIT_MS = 10_000
const CONNECT_LIMIT_MS = 10_000

/** Where Pgpool-II looks for what calls its scripts. */
const CALLING = 'template1'

/** Lets Pgpool-II call scripts on a server. */
export async function allowRecovery({ node, roles }: PostgresServer): Promise<void> {
  const credentials = { ...roles.administrator, database: CALLING }
  const options = { endpoint: node.endpoint(), credentials, timeoutMs: CONNECT_LIMIT_MS }
  await connected(options, (client) => client.query('CREATE EXTENSION pgpool_recovery'))
}

/** What is told of servers that came back while clients went on. */
export interface Rejoined {
  rejoined: string[]
  /** How many transactions of clients wrote meanwhile. */
  writtenMeanwhile: number
}

interface Recovery {
  pool: Pgpool
  /** Whom Pgpool-II reads from now. */
  source: PostgresServer
  target: PostgresServer
  /** Where the target reaches the source. */
  upstream: Endpoint
  capabilities: ReadonlySet<Capability>
}

/**
 * Online recovery in two stages. While clients write, the target becomes a standby of the source; once they were sent away,
 * it gets the rest, and is a server of its own again. Returns how many transactions wrote meanwhile.
 */
export async function recover(recovery: Recovery): Promise<number> {
  const { pool, source, target, upstream, capabilities } = recovery
  const before = await writers(source)
  let after = before
  await target.stop()
  await obeying(
    source.node,
    {
      async copy() {
        await clone(source, target, upstream, capabilities)
        await target.configure({ primary_conninfo: target.primaryConninfo(upstream) }, false)
        await target.start()
      },
      async catch_up() {
        after = await writers(source)
        await caughtUp(source, target)
      },
      pgpool_remote_start: () => target.promote(),
    },
    () => pool.recover(target.node.name),
  )
  return after - before
}

/** How many transactions have ever had a number, as each has that writes. */
export async function writers(server: PostgresServer): Promise<number> {
  const text = 'SELECT pg_snapshot_xmax(pg_current_snapshot())::text AS next'
  const [{ next }] = await server.query<{ next: string }>(text)
  return Number(next)
}

async function caughtUp(source: PostgresServer, target: PostgresServer): Promise<void> {
  const { lsnBytes } = await source.position()
  await until(async () => {
    const { replayedBytes } = await target.position()
    return replayedBytes < lsnBytes ? `${target.node.name} did not catch up` : undefined
  }, CATCH_UP_LIMIT_MS)
}
