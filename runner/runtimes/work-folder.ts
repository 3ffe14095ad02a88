import {
  access,
  constants,
  lstat,
  mkdir,
  readdir,
  readFile,
  realpath,
  rename,
  rm,
  writeFile,
} from 'node:fs/promises'
import { existsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { SplitbrainError } from '../../history/errors.ts'
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
    if (error.code !== 'EEXIST') throw unusable(error)
  })
  const found = await lstat(folder).catch((error: unknown) => {
    throw unusable(error)
  })
  if (!found.isDirectory() || (uid >= 0 && found.uid !== uid) || (found.mode & 0o022) !== 0)
    throw new SplitbrainError(
      'unavailable',
      `${folder} belongs to someone else or is open to others: remove it, or set TMPDIR to another folder.`,
    )
  await access(folder, constants.W_OK).catch((error: unknown) => {
    throw unusable(error)
  })
  await letServersThrough(folder)
  // The kernel tells a process's folder by its real path, and by that its processes are found.
  return realpath(folder)
}

/** What keeps the work folder from being made, with the remedy of that cause alone. */
function unusable(cause: unknown): SplitbrainError {
  const code = (cause as NodeJS.ErrnoException).code ?? ''
  const place = tmpdir()
  const remedies: Record<string, string> = {
    ENOENT: `There is no folder ${place}: make it, or set TMPDIR to one that is there.`,
    ENOTDIR: `There is no folder ${place}: make it, or set TMPDIR to one that is there.`,
    ENAMETOOLONG: `The path ${place} is too long: set TMPDIR to a shorter one.`,
    ENOSPC: `There is no room in ${place}: make some, or set TMPDIR to a folder on another disk.`,
  }
  const closed = `This user may not write to ${place}: set TMPDIR to a folder where it may.`
  // A /proc says of what can't be made there that it doesn't exist.
  const message = code === 'ENOENT' && existsSync(place) ? closed : (remedies[code] ?? closed)
  return new SplitbrainError('unavailable', message, { cause })
}

const prefix = 'run-'
const containersMark = 'containers'

export interface RunOnThisMachine {
  runId: string
  folder: string
  /** The harness that made it lives no more. */
  orphaned: boolean
  /** An engine may have something of it, also while that engine doesn't answer. */
  containers: boolean
}

/** Makes the folder of one run's data directories, with its owner's mark in it. */
export async function makeRunFolder(runId: string, { containers = false } = {}): Promise<string> {
  const folder = join(await workFolder(), `${prefix}${runId}`)
  await mkdir(folder, { mode: 0o700 })
  await letServersThrough(folder)
  await writeFile(join(folder, 'owner'), thisOwner())
  if (containers) await writeFile(join(folder, containersMark), '')
  return folder
}

/** The runs that have a folder here. */
export async function runFolders(): Promise<RunOnThisMachine[]> {
  const work = await workFolder()
  const names = (await readdir(work)).filter((name) => name.startsWith(prefix))
  return Promise.all(
    names.map(async (name) => {
      const folder = join(work, name)
      const owner = await readFile(join(folder, 'owner'), 'utf8').catch(() => '')
      return {
        runId: name.slice(prefix.length),
        folder,
        orphaned: isOrphaned(owner),
        containers: existsSync(join(folder, containersMark)),
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
