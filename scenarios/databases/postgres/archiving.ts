import type { Shipping, Wanted } from '../../../runner/evidence.ts'
import { bytesBefore, segmentFrom } from './segments.ts'
import type { PostgresServer } from './server.ts'
import { until } from './until.ts'

/** Of a server that ships to an archive by one command and restores from there by another; no standby of it answers. */
export function shippingSettings(
  { put, get }: { put: string; get: string },
  archiveTimeout: number,
): Record<string, string | number> {
  return {
    archive_mode: 'on',
    archive_timeout: archiveTimeout,
    archive_command: `${put} %f %p`,
    restore_command: `${get} %f %p`,
    hot_standby: 'off',
  }
}

/** By the part of the name that tells the position, for segments of several timelines may wait. */
const waiting = `
  SELECT count(*)::int AS segments, min(substr(name, 9, 16)) AS first,
         coalesce(extract(epoch FROM clock_timestamp() - min(modification)), 0)::float AS seconds
  FROM pg_ls_archive_statusdir() WHERE name ~ '^[0-9A-F]{24}[.]ready$'`

/** What of a primary's WAL its archiver says to have shipped, where it has written it up to a position. */
export async function shippingOf(server: PostgresServer, lsnBytes: number): Promise<Shipping> {
  // A segment waits before the position moves beyond it, so what was finished by then is seen.
  const [{ segments, first, seconds }] = await server.query<{
    segments: number
    first: string | null
    seconds: number
  }>(waiting)
  const { segmentBytes } = server
  const beginning = lsnBytes - (lsnBytes % segmentBytes)
  const unshipped = first === null ? beginning : bytesBefore(`00000000${first}`, segmentBytes)
  return {
    shippedLsnBytes: Math.min(beginning, unshipped),
    waitingSegments: segments,
    waitingSeconds: seconds,
  }
}

const archivers = `SELECT count(*)::int AS archivers FROM pg_stat_activity WHERE backend_type = 'archiver'`

/**
 * Returns when a server has somebody who ships. After a crash there is nobody for up to ten seconds, and then until
 * something wakes the server's first process, a minute at worst: each connection does.
 */
async function archiverIsThere(server: PostgresServer, limitMs: number): Promise<void> {
  await until(async () => {
    const session = await server.connect()
    const { rows } = await session.query<{ archivers: number }>(archivers)
    await session.end()
    return rows[0].archivers > 0 ? undefined : `Nobody shipped the WAL of ${server.node.name}`
  }, limitMs)
}

/** Has the segment that a primary writes shipped, however little is in it, and tells where it ended. */
export async function shipSegment(server: PostgresServer, limitMs: number): Promise<number> {
  await archiverIsThere(server, limitMs)
  return switchSegment(server)
}

/** Ends the segment that a primary writes, and tells where it ended. */
export async function switchSegment(server: PostgresServer): Promise<number> {
  // Nothing is switched, and a sleeping archiver not woken, where nothing was written.
  await server.query(`SELECT pg_create_restore_point('switch')`)
  const [{ lsn }] = await server.query<{ lsn: string }>(`SELECT pg_switch_wal() - '0/0' AS lsn`)
  return Number(lsn)
}

// Its last line tells the timeline before, and where it was left.
const branch = `
  SELECT parent[1]::int AS timeline, parent[2]::pg_lsn - '0/0' AS lsn
  FROM regexp_match(pg_read_file('pg_wal/' || left(pg_walfile_name(pg_current_wal_lsn()), 8) || '.history'),
                    '(\\d+)\\t([0-9A-F/]+)\\t[^\\n]*\\s*$') AS parent`

/** On which timeline a promoted server had replayed the old primary's WAL, and up to where. */
export async function branchedAt(
  server: PostgresServer,
): Promise<{ timeline: number; lsnBytes: number }> {
  const [{ timeline, lsn }] = await server.query<{ timeline: number; lsn: string }>(branch)
  return { timeline, lsnBytes: Number(lsn) }
}

/** What a promoted server would have gone on with, of an archive that has files of these names. */
export function wantedFrom(
  { timeline, lsnBytes }: { timeline: number; lsnBytes: number },
  segmentBytes: number,
  names: readonly string[],
): Wanted {
  const segment = segmentFrom(timeline, lsnBytes, segmentBytes)
  const isLater = (name: string) => name.length === segment.length && name > segment
  const later = names.filter((name) => isLater(name) && name.startsWith(segment.slice(0, 8)))
  return { segment, isThere: names.includes(segment), later: later.length }
}
