import { SplitbrainError } from '../../../history/errors.ts'
import type { PostgresServer } from '../../databases/postgres/server.ts'

/** In the error of a takeover that failed by its mirror, and of no other. */
export const REFUSES = 'refuses its mirror'

/** What a server says of the machine, and not of the data that it was started on. */
const ofTheMachine = /No space left|already in use|shared memory|Cannot allocate|Permission denied/
const fatal = /FATAL|PANIC/

/** What became of a server that was started on a mirror: its own word that it can't go on with that, or another failure. */
export async function refusalOf({ node }: PostgresServer, cause: unknown): Promise<unknown> {
  const said = cause instanceof SplitbrainError ? cause.message : ''
  const hasRefused = fatal.test(said) && !ofTheMachine.test(said) && (await node.running())
  if (!hasRefused) return cause
  return new SplitbrainError('runtime', `Node ${node.name} ${REFUSES}: ${said}`, { cause })
}
