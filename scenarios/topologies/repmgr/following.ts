import { until } from '../../databases/postgres/until.ts'
import type { RepmgrNode } from '../../services/repmgr/repmgr-node.ts'

/** Whether a standby comes to stream from one. */
export function streamsFrom(
  { server }: RepmgrNode,
  { about }: RepmgrNode,
  limitMs: number,
): Promise<boolean> {
  return comesTrue(limitMs, async () => {
    const rows = await server.look<{ host: string }>(
      "SELECT sender_host AS host FROM pg_stat_wal_receiver WHERE status = 'streaming'",
    )
    return rows.some(({ host }) => host === about.sql.host)
  })
}

/** Whether the daemon of one comes to see another as the primary that it watches. */
export function isWatching(
  watcher: RepmgrNode,
  primary: RepmgrNode,
  limitMs: number,
): Promise<boolean> {
  return comesTrue(limitMs, async () => (await watches(watcher)) === primary.about.id)
}

/** Whom a daemon sees as the primary that it watches; nobody where it has seen that one for the last time a while ago. */
export async function watches({ server }: RepmgrNode): Promise<number | undefined> {
  const [{ upstream, seconds }] = await server.look<{ upstream: number; seconds: number }>(
    'SELECT repmgr.get_upstream_node_id() AS upstream, repmgr.get_upstream_last_seen() AS seconds',
  )
  return seconds >= 0 && seconds < SEEN_SECONDS ? upstream : undefined
}

const SEEN_SECONDS = 10

function comesTrue(limitMs: number, isSo: () => Promise<boolean>): Promise<boolean> {
  const answers = () => isSo().catch(() => false)
  return until(async () => ((await answers()) ? undefined : 'It did not come true'), limitMs).then(
    () => true,
    () => false,
  )
}
