import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { unmountBelow } from './mounts.ts'
import { isOrphaned, thisOwner } from './owner.ts'
import { workFolder } from './work-folder.ts'

/** What is being made, by whom, and some letters that nobody else has. */
const draftName = /^([\w.-]+)~(.*~\d*~\d+~\d*)~\w{6}$/

/** Has something made in a folder that is gone afterwards; its name says whose it is, should that not be reached. */
export async function inDraft<T>(what: string, make: (folder: string) => Promise<T>): Promise<T> {
  const owner = thisOwner().replaceAll('/', '~')
  const folder = await mkdtemp(join(await workFolder(), `${what}~${owner}~`))
  try {
    return await make(folder)
  } finally {
    await removeDraft(folder)
  }
}

/** Whatever was mounted in it is not removed through it. */
export async function removeDraft(folder: string): Promise<void> {
  await unmountBelow(folder)
  await rm(folder, { recursive: true, force: true })
}

/** What harnesses that live no more have left half made. */
export async function orphanedDrafts(): Promise<{ what: string; folder: string }[]> {
  const work = await workFolder()
  const found = (await readdir(work)).map((name) => ({ name, match: draftName.exec(name) }))
  return found.flatMap(({ name, match }) =>
    match !== null && isOrphaned(match[2].replaceAll('~', '/'))
      ? [{ what: match[1], folder: join(work, name) }]
      : [],
  )
}
