import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'

/**
 * The System V segments that the servers below `folder` (a run's, with a folder for each node) have as interlocks:
 * line 7 of a postmaster.pid is "key id". A killed postmaster leaves its own behind.
 */
export async function segmentsOf(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch(() => [])
  const ids = await Promise.all(names.map((name) => segmentOf(join(folder, name))))
  return ids.filter((id) => id !== undefined)
}

async function segmentOf(home: string): Promise<string | undefined> {
  const text = await readFile(join(home, 'data', 'postmaster.pid'), 'utf8').catch(() => '')
  const id = text.split('\n')[6]?.trim().split(/\s+/)[1]
  return id !== undefined && /^\d+$/.test(id) ? id : undefined
}

/** Removes a dead node's segment; nothing is attached to it any more, so this can't hide a live server. */
export async function releaseSharedMemory(home: string): Promise<void> {
  await remove(await segmentOf(home))
}

/** The same for every node of a run whose processes have all ended. */
export async function releaseAll(folder: string): Promise<void> {
  await Promise.all((await segmentsOf(folder)).map(remove))
}

async function remove(id: string | undefined): Promise<void> {
  if (id === undefined) return
  // Every run's watchdog reads this file, and has something to remove in few.
  const { execa } = await import('execa')
  await execa('ipcrm', ['-m', id], { reject: false, stdio: 'ignore' })
}
