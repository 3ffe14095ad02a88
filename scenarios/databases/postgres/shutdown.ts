import { SplitbrainError } from '../../../history/errors.ts'
import { runOn } from '../../../runner/runtimes/run-on.ts'
import type { PostgresServer } from './server.ts'

/** In pg_control: the state that a clean shutdown leaves, and where the two figures stand. */
const SHUT_DOWN = 1
const figures = `od -A n -t d4 -j 16 -N 4 data/global/pg_control && od -A n -t u8 -j 32 -N 8 data/global/pg_control`

/** Where the last record begins that a server wrote before it was shut down cleanly: its checkpoint. */
export async function endOf({ node }: PostgresServer): Promise<number> {
  const [state, lsnBytes] = (await runOn(node, ['sh', '-c', figures]))
    .trim()
    .split(/\s+/)
    .map(Number)
  if (state === SHUT_DOWN) return lsnBytes
  throw new SplitbrainError(
    'runtime',
    `The server of node ${node.name} was not shut down cleanly; its log is in the run's folder.`,
  )
}
