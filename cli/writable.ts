import { constants } from 'node:fs'
import { access, lstat, mkdtemp, open, rm, rmdir, stat } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { SplitbrainError } from '../history/errors.ts'

/** Refuses, before the first run, to lose what runs will have taken minutes to make. */
export async function refuseUnwritable({
  output,
  junit,
}: {
  output?: string
  junit?: string
}): Promise<void> {
  if (output !== undefined) await mustTakeFolder('--output', output)
  if (junit !== undefined) await mustTakeFile('--junit', junit)
}

export function mustTakeFolder(option: string, path: string): Promise<void> {
  return tryOut(`${option} ${path}: no folder can be made there`, () => tryFolder(path))
}

export function mustTakeFile(option: string, path: string): Promise<void> {
  return tryOut(`${option} ${path}: no file can be written there`, () => tryFile(path))
}

async function tryOut(refusal: string, act: () => Promise<void>): Promise<void> {
  try {
    await act()
  } catch (cause) {
    const message = `${refusal}; name a place that you may write to.`
    throw new SplitbrainError('usage', message, { cause })
  }
}

/** Makes a folder in what there is of the path, and removes it: permissions alone don't tell, least of all to root. */
async function tryFolder(path: string): Promise<void> {
  await rmdir(await mkdtemp(join(await nearestThere(resolve(path)), '.splitbrain-')))
}

/** The path itself, or the first above it that there is. */
async function nearestThere(path: string): Promise<string> {
  const there = await lstat(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined
    throw error
  })
  return there === undefined ? nearestThere(dirname(path)) : path
}

async function tryFile(path: string): Promise<void> {
  const there = await stat(path).catch(() => undefined)
  // To open a pipe or a device would do something to whoever is at its other end.
  if (there && !there.isFile() && !there.isDirectory()) return access(path, constants.W_OK)
  await (await open(path, 'a')).close()
  if (there === undefined) await rm(path)
}
