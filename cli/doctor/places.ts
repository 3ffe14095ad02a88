import { access, constants, statfs } from 'node:fs/promises'
import { SplitbrainError } from '../../history/errors.ts'
import { workFolder } from '../../runner/runtimes/work-folder.ts'
import type { Finding } from './finding.ts'

/** The programs, and for each node a data directory with its log of changes. */
const NEEDED_BYTES = 2 ** 30
/** Below that npm test writes to the temporary folder instead. */
const NEEDED_SHARED_BYTES = 2 ** 31

/** Where data directories and copies of programs go, and whether there is room. */
export async function temporaryFolder(neededBytes = NEEDED_BYTES): Promise<Finding> {
  const what = 'temporary folder'
  try {
    const folder = await workFolder()
    const free = await freeBytes(folder)
    const advice = `a run wants ${inGigabytes(neededBytes)}: make room, or set TMPDIR to a folder on another disk`
    return {
      what,
      ok: free >= neededBytes,
      detail: `${inGigabytes(free)} free in ${folder}`,
      advice,
    }
  } catch (error) {
    if (!(error instanceof SplitbrainError)) throw error
    return { what, ok: false, detail: 'not usable', advice: error.message }
  }
}

export async function sharedMemory(folder = '/dev/shm'): Promise<Finding> {
  const what = 'shared memory'
  const advice = 'with 2 GB npm test is faster; nothing else needs it'
  try {
    await access(folder, constants.W_OK)
    const free = await freeBytes(folder)
    const ok = free >= NEEDED_SHARED_BYTES
    return { what, ok, detail: `${inGigabytes(free)} free in ${folder}`, advice }
  } catch {
    return { what, ok: false, detail: `${folder} is missing or closed to this user`, advice }
  }
}

async function freeBytes(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder)
  return bavail * bsize
}

function inGigabytes(bytes: number): string {
  return `${(bytes / 2 ** 30).toFixed(1)} GB`
}
