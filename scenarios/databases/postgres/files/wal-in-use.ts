import type { PostgresServer } from '../server.ts'
import { segmentFrom } from '../segments.ts'
import { controlFileOf } from '../control-file.ts'
import { PAGE, readBytes, type Extent } from './bytes.ts'

/** More than a run writes between two checkpoints. */
const MOST_BYTES = 4 * 2 ** 20
/** Where a page of WAL tells its own address. */
const ADDRESS_AT = 8

/** The segment in which the replay of WAL would begin, from there to its end, or as far as anybody wrote by now. */
export async function segmentOfRedo({
  node,
  segmentBytes,
}: PostgresServer): Promise<Extent & { redoBytes: number }> {
  const { redoBytes, timeline } = await controlFileOf(node)
  const fromByte = redoBytes % segmentBytes
  const name = segmentFrom(timeline, redoBytes - fromByte, segmentBytes)
  const toByte = Math.min(segmentBytes, fromByte + MOST_BYTES)
  return { path: `data/pg_wal/${name}`, fromByte, toByte, redoBytes }
}

/** What of that segment would be replayed; nothing where no WAL was written from there on. */
export async function walInUse(server: PostgresServer): Promise<Extent> {
  const { redoBytes, ...all } = await segmentOfRedo(server)
  const firstPage = all.fromByte - (all.fromByte % PAGE)
  const bytes = await readBytes(server.node, { ...all, fromByte: firstPage })
  const begin = redoBytes - (redoBytes % PAGE)
  let end = 0
  // A segment that is used anew has another address in each page that was not written yet.
  while (end + PAGE <= bytes.length && addressIn(bytes, end) === begin + end) end += PAGE
  while (end > 0 && bytes[end - 1] === 0) end--
  return { ...all, toByte: Math.max(all.fromByte, firstPage + end) }
}

function addressIn(bytes: Buffer, page: number): number {
  return Number(bytes.readBigUInt64LE(page + ADDRESS_AT))
}
