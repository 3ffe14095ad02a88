import { constants } from 'node:fs'
import { chmod, copyFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { inDraft } from '../drafts.ts'
import { moveIntoPlace, workFolder } from '../work-folder.ts'

/**
 * The folder of a copy of the Node that runs the harness, made once: the servers' user may not see into the folder that
 * this one is in.
 */
export async function ownNode(progress: (message: string) => void): Promise<string> {
  const name = `node-${process.version}`
  const place = join(await workFolder(), name)
  if ((await stat(place).catch(() => undefined)) !== undefined) return place
  progress(`copying Node to ${place} (once)`)
  await inDraft(name, async (draft) => {
    await chmod(draft, 0o755)
    await copyFile(process.execPath, join(draft, 'node'), constants.COPYFILE_FICLONE)
    await chmod(join(draft, 'node'), 0o755)
    await moveIntoPlace(draft, place)
  })
  return place
}
