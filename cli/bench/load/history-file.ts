import { open, rm } from 'node:fs/promises'
import { SplitbrainError } from '../../../history/errors.ts'

/** Before anything starts: a history goes to a file of its own. */
export async function refuseHistory(path: string): Promise<void> {
  try {
    await (await open(path, 'wx')).close()
    await rm(path)
  } catch (cause) {
    const message = `--history ${path} can't be written: name a file that is not there yet.`
    throw new SplitbrainError('usage', message, { cause })
  }
}
