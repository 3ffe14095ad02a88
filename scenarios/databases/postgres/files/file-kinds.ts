import type { Random } from '../../../../runner/random.ts'
import { CONTROL } from '../control-file.ts'
import type { PostgresServer } from '../server.ts'
import { PAGE, readBytes, sizeOf, type Extent } from './bytes.ts'
import { segmentOfRedo, walInUse } from './wal-in-use.ts'

/** What a server keeps in files: rows, what finds them, what has happened, where that begins, and what was committed. */
export const fileKinds = ['heap', 'index', 'wal', 'control', 'xact'] as const
export type FileKind = (typeof fileKinds)[number]

/** One file of a server, whichever that is at the time for what moves from file to file. */
export interface ServerFile {
  /** Of a table or an index. */
  relation?: string
  /** The part of it that holds anything. */
  used(): Promise<Extent>
  /** That, and what may come to hold something. */
  whole(): Promise<Extent>
}

/** A file of this kind; a table or an index is any of those that clients made, by the word of a server that has the same ones. */
export async function fileOf(
  kind: FileKind,
  server: PostgresServer,
  teller: PostgresServer,
  random: Random,
): Promise<ServerFile | undefined> {
  if (kind === 'wal') return { used: () => walInUse(server), whole: () => segmentOfRedo(server) }
  if (kind === 'control') return fixed(server, CONTROL)
  if (kind === 'xact') return fixed(server, 'data/pg_xact/0000')
  const relations = await relationsOf(kind, teller)
  if (relations.length === 0) return undefined
  const { name, path } = random.pick(relations)
  const whole = async () => wholeFile(server, `data/${path}`)
  return { relation: name, used: whole, whole }
}

const relations = `
  SELECT c.oid::regclass::text AS name, pg_relation_filepath(c.oid) AS path
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE c.relkind = $1 AND c.relpersistence = 'p' AND n.nspname = 'public' AND pg_relation_size(c.oid) > 0
  ORDER BY 1`

async function relationsOf(kind: 'heap' | 'index', teller: PostgresServer) {
  const letter = kind === 'heap' ? 'r' : 'i'
  return teller.query<{ name: string; path: string }>(relations, [letter])
}

async function wholeFile({ node }: PostgresServer, path: string): Promise<Extent> {
  return { path, fromByte: 0, toByte: (await sizeOf(node, path)) ?? 0 }
}

/** After its last byte that is not 0 nothing is told by it. */
function fixed(server: PostgresServer, path: string): ServerFile {
  const whole = () => wholeFile(server, path)
  const used = async () => {
    const bytes = await readBytes(server.node, await whole())
    const last = bytes.findLastIndex((byte) => byte !== 0)
    return { path, fromByte: 0, toByte: last + 1 }
  }
  return { used, whole }
}

/** The numbers of the pages that an extent touches. */
export function pagesOf({ fromByte, toByte }: Extent): number[] {
  const first = Math.floor(fromByte / PAGE)
  return Array.from({ length: Math.ceil(toByte / PAGE) - first }, (_, i) => first + i)
}
