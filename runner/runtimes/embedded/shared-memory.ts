import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { execa } from 'execa'

/**
 * A killed postmaster leaves its System V interlock segment behind; line 7 of postmaster.pid names it
 * ("key id"). Nothing attached is left when this is called, so removing it can't hide a live server.
 */
export async function releaseSharedMemory(dataDirectory: string): Promise<void> {
  const lines = await readFile(join(dataDirectory, 'postmaster.pid'), 'utf8').catch(() => '')
  const id = lines.split('\n')[6]?.trim().split(/\s+/)[1]
  if (id !== undefined && /^\d+$/.test(id))
    await execa('ipcrm', ['-m', id], { reject: false, stdio: 'ignore' })
}
