import { SplitbrainError } from '../../../history/errors.ts'
import { controlFileOf } from './control-file.ts'
import type { PostgresServer } from './server.ts'

/** Where the last record begins that a server wrote before it was shut down cleanly: its checkpoint. */
export async function endOf({ node }: PostgresServer): Promise<number> {
  const { isShutDown, checkpointBytes } = await controlFileOf(node)
  if (isShutDown) return checkpointBytes
  throw new SplitbrainError(
    'runtime',
    `The server of node ${node.name} was not shut down cleanly; its log is in the run's folder.`,
  )
}
