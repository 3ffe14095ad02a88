import { lstatSync, readdirSync } from 'node:fs'
import { join } from 'node:path'

/** Of the server's memory that it keeps in files: it means nothing to another, and nobody's clock tells when it changed. */
const MEMORY = 'pg_dynshmem'

/** A file or a folder below a data directory. */
export interface Entry {
  path: string
  isFolder: boolean
  /** What is not the same once its content is not; but for what was written in the same moment as it was looked at. */
  state: string
  changedMs: number
}

/** All that is below a folder in rsync's order: by name, the files of a folder before the folders in it. */
export function entriesOf(root: string, folder = ''): Entry[] {
  const found = readdirSync(join(root, folder)).toSorted()
  const entries = found.flatMap((name) => entryAt(root, join(folder, name)) ?? [])
  const [folders, files] = [true, false].map((is) => entries.filter((each) => each.isFolder === is))
  const below = folders.flatMap((each) =>
    each.path === MEMORY ? [each] : [each, ...entriesOf(root, each.path)],
  )
  return [...files, ...below]
}

/** Nothing where it went away since its folder was read. */
function entryAt(root: string, path: string): Entry | undefined {
  const found = lstatSync(join(root, path), { throwIfNoEntry: false })
  if (found === undefined) return undefined
  const { ino, size, mtimeMs, ctimeMs } = found
  return {
    path,
    isFolder: found.isDirectory(),
    state: [ino, size, mtimeMs, ctimeMs].join(' '),
    changedMs: Math.max(mtimeMs, ctimeMs),
  }
}
