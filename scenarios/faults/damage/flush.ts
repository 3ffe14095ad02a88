import { setTimeout as sleep } from 'node:timers/promises'
import type { Cluster } from '../../../runner/topology.ts'
import { checkpoint } from '../../databases/postgres/checkpoint.ts'
import { isOfClosed } from '../../databases/postgres/closed-standby.ts'
import type { PostgresServer } from '../../databases/postgres/server.ts'
import { groupWith } from '../servers.ts'

const POLL_MS = 20
const REPLAY_LIMIT_MS = 3_000

/** Has a server write all of its pages to the disk; a standby does so only for a checkpoint of its primary that it has replayed. */
export async function flush(cluster: Cluster, server: PostgresServer): Promise<void> {
  const group = groupWith(cluster, server.node)
  const primary = group?.server({ name: group.primary() })
  if (primary !== undefined && primary !== server && (await answers(primary))) {
    await checkpoint(primary)
    await replayed(server, (await primary.position()).lsnBytes)
  }
  // Who takes no queries writes when it pleases.
  await checkpoint(server).catch((error: unknown) => {
    if (!isOfClosed(error)) throw error
  })
}

/** Whoever does not stream at this moment is not waited for. */
async function replayed(server: PostgresServer, lsnBytes: number): Promise<void> {
  for (let waited = 0; waited < REPLAY_LIMIT_MS; waited += POLL_MS) {
    if ((await server.position()).replayedBytes >= lsnBytes) return
    await sleep(POLL_MS)
  }
}

export async function answers(server: PostgresServer): Promise<boolean> {
  return server.query('SELECT').then(
    () => true,
    () => false,
  )
}
