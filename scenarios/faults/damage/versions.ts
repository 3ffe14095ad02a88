import { setTimeout as sleep } from 'node:timers/promises'
import { PAGE, readBytes, type Extent } from '../../databases/postgres/files/bytes.ts'
import { pagesOf, type ServerFile } from '../../databases/postgres/files/file-kinds.ts'
import type { PostgresServer } from '../../databases/postgres/server.ts'

/** Two versions of the same part of a file. */
export interface Versions extends Extent {
  earlier: Buffer
  later: Buffer
}

/** A part of a file as it once was. */
export interface Earlier extends Extent {
  earlier: Buffer
}

/** Keeps what a file is like, and lets clients write for so long. */
export async function waitForWrites(
  { node }: PostgresServer,
  file: ServerFile,
  waitMs: number,
  over: AbortSignal,
): Promise<Earlier> {
  const extent = await file.whole()
  const earlier = await readBytes(node, extent)
  await sleep(waitMs, undefined, { signal: over })
  return { ...extent, earlier }
}

const walToDisk = `
  SELECT CASE WHEN NOT pg_is_in_recovery() THEN pg_logical_emit_message(false, 'splitbrain', '', true) END`

/** As a table or an index is now in a server's memory, past the disk. */
export async function inMemory(
  server: PostgresServer,
  relation: string,
  earlier: Earlier,
): Promise<Buffer> {
  const rows = await server.query<{ page: Buffer }>(
    'SELECT get_raw_page($1, number) AS page FROM unnest($2::bigint[]) AS number ORDER BY number',
    [relation, pagesOf(earlier)],
  )
  // No page comes to the disk before the WAL that it was changed by.
  await server.query(walToDisk)
  return Buffer.concat(rows.map(({ page }) => page)).subarray(earlier.fromByte % PAGE)
}
