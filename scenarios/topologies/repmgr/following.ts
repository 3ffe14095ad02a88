import { setTimeout as sleep } from 'node:timers/promises'
import type { RepmgrNode } from '../../services/repmgr/repmgr-node.ts'

/** So long a standby may take to find the primary by itself, and its daemon too. */
const FINDING_LIMIT_MS = 12_000
const POLL_MS = 200

/** Whether a standby comes to stream from one. */
export function streamsFrom({ server }: RepmgrNode, { about }: RepmgrNode): Promise<boolean> {
  return comesTrue(async () => {
    const rows = await server.look<{ host: string }>(
      "SELECT sender_host AS host FROM pg_stat_wal_receiver WHERE status = 'streaming'",
    )
    return rows.some(({ host }) => host === about.sql.host)
  })
}

/** Whether the daemon of one comes to see another as the primary that it watches. */
export function isWatching(watcher: RepmgrNode, primary: RepmgrNode): Promise<boolean> {
  return comesTrue(async () => (await watches(watcher)) === primary.about.id)
}

/** Whom a daemon sees as the primary that it watches; nobody where it has seen that one for the last time a while ago. */
export async function watches({ server }: RepmgrNode): Promise<number | undefined> {
  const [{ upstream, seconds }] = await server.look<{ upstream: number; seconds: number }>(
    'SELECT repmgr.get_upstream_node_id() AS upstream, repmgr.get_upstream_last_seen() AS seconds',
  )
  return seconds >= 0 && seconds < SEEN_SECONDS ? upstream : undefined
}

const SEEN_SECONDS = 10

async function comesTrue(isSo: () => Promise<boolean>): Promise<boolean> {
  const end = performance.now() + FINDING_LIMIT_MS
  while (!(await isSo().catch(() => false))) {
    if (performance.now() > end) return false
    await sleep(POLL_MS)
  }
  return true
}
