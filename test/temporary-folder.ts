import { chmodSync, existsSync, mkdtempSync, statfsSync } from 'node:fs'
import { readdir, readFile, realpath, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { killAll } from '../runner/runtimes/embedded/processes.ts'
import { isOrphaned, thisOwner } from '../runner/runtimes/owner.ts'

const prefix = 'splitbrain-tests-'
const ownerFile = 'owner'

/**
 * A folder for all that tests write; in memory where there is much, since servers write much. What a test run that was
 * killed has left beside it is removed first.
 */
export async function makeTemporaryFolder(parent = roomiest()): Promise<string> {
  for (const name of await readdir(parent))
    if (name.startsWith(prefix) && (await isLeft(join(parent, name))))
      await removeTemporaryFolder(join(parent, name))
  const folder = await realpath(mkdtempSync(join(parent, prefix)))
  // Servers run as another user than root.
  chmodSync(folder, 0o711)
  await writeFile(join(folder, ownerFile), thisOwner())
  return folder
}

function roomiest(): string {
  const memory = '/dev/shm'
  const { bavail, bsize } = existsSync(memory) ? statfsSync(memory) : { bavail: 0, bsize: 0 }
  return bavail * bsize > 2 ** 31 ? memory : tmpdir()
}

async function isLeft(folder: string): Promise<boolean> {
  return isOrphaned(await readFile(join(folder, ownerFile), 'utf8').catch(() => ''))
}

/** With every server that still works in it. */
export async function removeTemporaryFolder(folder: string): Promise<void> {
  await killAll(folder)
  await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 })
}
