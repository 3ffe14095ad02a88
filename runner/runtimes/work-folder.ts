import { lstat, mkdir, readdir, readFile, realpath, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { SplitbrainError } from '../errors.ts'
import { letServersThrough } from './embedded/account.ts'
import { isOrphaned, thisOwner } from './owner.ts'

/**
 * The folder of this machine that holds what runs need while they run (data directories, copies of binaries). Nobody
 * else can look into it or may have made it; the servers' user, where that is another, may pass through it.
 */
export async function workFolder(): Promise<string> {
  const uid = process.getuid?.() ?? -1
  const folder = join(tmpdir(), `splitbrain-${uid}`)
  await mkdir(folder, { mode: 0o700 }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error
  })
  const found = await lstat(folder)
  if (!found.isDirectory() || (uid >= 0 && found.uid !== uid) || (found.mode & 0o022) !== 0)
    throw new SplitbrainError(
      'unavailable',
      `${folder} belongs to someone else or is open to others: remove it, or set TMPDIR to another folder.`,
    )
  await letServersThrough(folder)
  // The kernel tells a process's folder by its real path, and by that its processes are found.
  return realpath(folder)
}

const prefix = 'run-'

/** Makes the folder of one run's data directories, with its owner's mark in it. */
export async function makeRunFolder(runId: string): Promise<string> {
  const folder = join(await workFolder(), `${prefix}${runId}`)
  await mkdir(folder, { mode: 0o700 })
  await letServersThrough(folder)
  await writeFile(join(folder, 'owner'), thisOwner())
  return folder
}

/** The runs that left a folder here, with `orphaned` where the harness that made it lives no more. */
export async function runFolders(): Promise<
  { runId: string; folder: string; orphaned: boolean }[]
> {
  const work = await workFolder()
  const names = (await readdir(work)).filter((name) => name.startsWith(prefix))
  return Promise.all(
    names.map(async (name) => {
      const owner = await readFile(join(work, name, 'owner'), 'utf8').catch(() => '')
      return {
        runId: name.slice(prefix.length),
        folder: join(work, name),
        orphaned: isOrphaned(owner),
      }
    }),
  )
}

/** Moves a folder to where all runs look for it; where another was quicker, that one stays and this one too. */
export async function moveIntoPlace(draft: string, place: string): Promise<void> {
  await rename(draft, place).catch((error: NodeJS.ErrnoException) => {
    if (!['ENOTEMPTY', 'EEXIST'].includes(error.code ?? '')) throw error
  })
}

/** Removes a run's folder, also while a dying process still writes a last file into it. */
export async function removeRunFolder(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 })
}
