import type { Node } from '../runtimes/runtime.ts'

/** What the kernel says as it is to mount a file system that is not what it has to be. */
export const SPOILED = /wrong fs type|bad superblock|Structure needs cleaning|Bad message/

/** What is said of a folder or a disk that has not been let go of yet. */
export const IN_USE = 'is in use'

const WRITE_LIMIT_SECONDS = 5
const tryWriting = `probe=$1/probe; echo > "$probe" && sync "$probe" && rm "$probe"`

/** Whether what is written to a folder comes to its disk: a file system whose disk was away takes nothing any more. */
export async function takesWrites(node: Node, folder: string): Promise<boolean> {
  const limit = ['timeout', '--signal=KILL', String(WRITE_LIMIT_SECONDS)]
  const { exitCode } = await node.exec([...limit, 'sh', '-c', tryWriting, 'sh', folder])
  return exitCode === 0
}
