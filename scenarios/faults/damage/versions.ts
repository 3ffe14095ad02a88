import { setTimeout as sleep } from 'node:timers/promises'
import { checkpoint } from '../../databases/postgres/checkpoint.ts'
import { PAGE, readBytes, type Extent } from '../../databases/postgres/files/bytes.ts'
import { pagesOf, type ServerFile } from '../../databases/postgres/files/file-kinds.ts'
import type { PostgresServer } from '../../databases/postgres/server.ts'
import type { Versions } from './shapes.ts'

/** A part of a file as it once was, and for a table or an index as a server would write it next. */
export interface Earlier extends Extent {
  earlier: Buffer
  /** Of pages that wait in memory to be written; absent where the disk has the latest. */
  pending?: Buffer
}

/** Lets clients write for so long, and keeps what the file was like before that. */
export async function waitForWrites(
  server: PostgresServer,
  file: ServerFile,
  waitMs: number,
  over: AbortSignal,
): Promise<Earlier> {
  await checkpoint(server)
  const extent = await file.whole()
  const earlier = await readBytes(server.node, extent)
  await sleep(waitMs, undefined, { signal: over })
  return { ...extent, earlier }
}

/** The same with what the server has in memory of it, past the disk. */
export async function withPending(
  server: PostgresServer,
  { relation }: ServerFile,
  earlier: Earlier,
): Promise<Earlier> {
  if (relation === undefined) return earlier
  const pages = pagesOf(earlier)
  const rows = await server.query<{ page: Buffer }>(
    'SELECT get_raw_page($1, page) AS page FROM unnest($2::bigint[]) AS page ORDER BY page',
    [relation, pages],
  )
  const pending = Buffer.concat(rows.map(({ page }) => page))
  return { ...earlier, pending: pending.subarray(earlier.fromByte % PAGE) }
}

/** Both versions, once no more is written. */
export async function versionsOf(server: PostgresServer, earlier: Earlier): Promise<Versions> {
  return { ...earlier, later: earlier.pending ?? (await readBytes(server.node, earlier)) }
}
