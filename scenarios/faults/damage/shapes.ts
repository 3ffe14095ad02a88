import type { Random } from '../../../runner/random.ts'
import type { Node } from '../../../runner/runtimes/runtime.ts'
import { PAGE, readBytes, SECTOR, sizeOf } from '../../databases/postgres/files/bytes.ts'
import {
  cutting,
  overwriting,
  removing,
  type Damage,
} from '../../databases/postgres/files/damage.ts'
import { pagesOf, type ServerFile } from '../../databases/postgres/files/file-kinds.ts'
import type { Versions } from './versions.ts'

interface Victim {
  node: Node
  file: ServerFile
  random: Random
}

/** How a file is damaged; nothing where chance finds nothing in it that would be changed by that. */
export type Shape = (victim: Victim, versions: Versions) => Promise<Damage | undefined>

export const flipBit: Shape = async ({ node, file, random }) => {
  const used = await file.used()
  const before = await readBytes(node, used)
  if (before.length === 0) return undefined
  const at = random.int(before.length)
  const after = Buffer.from(before)
  after[at] ^= 1 << random.int(8)
  const one = (bytes: Buffer) => bytes.subarray(at, at + 1)
  const fromByte = used.fromByte + at
  return overwriting(node, used.path, { fromByte, before: one(before), after: one(after) })
}

export const zeroPage: Shape = async ({ node, file, random }) => {
  const used = await file.used()
  for (const page of random.shuffle(pagesOf(used))) {
    const before = await readPage(node, used.path, page)
    const after = Buffer.alloc(before.length)
    if (!before.equals(after))
      return overwriting(node, used.path, { fromByte: page * PAGE, before, after })
  }
}

export const truncateFile: Shape = async ({ node, file, random }) => {
  const { path, fromByte, toByte } = await file.used()
  const ofBytes = await sizeOf(node, path)
  const first = Math.ceil(fromByte / SECTOR)
  const sectors = Math.ceil(toByte / SECTOR) - first
  if (ofBytes === undefined || sectors <= 0) return undefined
  return cutting(node, path, (first + random.int(sectors)) * SECTOR, ofBytes)
}

export const removeFile: Shape = async ({ node, file }) => {
  const { path } = await file.used()
  const ofBytes = await sizeOf(node, path)
  return ofBytes === undefined ? undefined : removing(node, path, ofBytes)
}

/** A write that the disk said to have done, and never did. */
export const stalePage: Shape = async (victim, versions) =>
  replaced(victim, versions, ({ earlier }) => [earlier])

/** A write of which only the first sectors came to the disk. */
export const tearPage: Shape = async (victim, versions) =>
  replaced(victim, versions, ({ earlier, later }) =>
    Array.from({ length: PAGE / SECTOR - 1 }, (_, i) => (i + 1) * SECTOR)
      .map((at) => Buffer.concat([later.subarray(0, at), earlier.subarray(at)]))
      .filter((torn) => !torn.equals(earlier) && !torn.equals(later)),
  )

/** A page that has changed, as chance chooses among what its versions make, if that is not what the disk has. */
async function replaced(
  { node, random }: Victim,
  { path, fromByte, earlier, later }: Versions,
  make: (versions: Record<'earlier' | 'later', Buffer>) => Buffer[],
): Promise<Damage | undefined> {
  // A part that begins within a page has that page's end alone.
  const offset = (PAGE - (fromByte % PAGE)) % PAGE
  const count = Math.floor((Math.min(earlier.length, later.length) - offset) / PAGE)
  const pages = Array.from({ length: Math.max(0, count) }, (_, i) => offset + i * PAGE)
  for (const at of random.shuffle(pages)) {
    const of = (bytes: Buffer) => bytes.subarray(at, at + PAGE)
    const versions = { earlier: of(earlier), later: of(later) }
    if (versions.earlier.equals(versions.later)) continue
    const before = await readPage(node, path, (fromByte + at) / PAGE)
    const made = make(versions).filter((bytes) => !bytes.equals(before))
    if (made.length > 0)
      return overwriting(node, path, { fromByte: fromByte + at, before, after: random.pick(made) })
  }
}

function readPage(node: Node, path: string, page: number): Promise<Buffer> {
  return readBytes(node, { path, fromByte: page * PAGE, toByte: (page + 1) * PAGE })
}
