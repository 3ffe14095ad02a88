import { SplitbrainError } from '../../../history/errors.ts'
import type { PostgresServer } from '../../databases/postgres/server.ts'

/** In the error of a takeover that failed by its mirror, and of no other. */
export const REFUSES = 'refuses its mirror'

/** A server's own last word, and not what it tells a session that came too early. */
const lastWord = /\[\d+\] (?:FATAL|PANIC):.*/g
/** Of the machine, and not of the data that it was started on. */
const ofTheMachine = /No space left|already in use|shared memory|Cannot allocate|Permission denied/

/** Starts a server on a mirror; where it ends by a word of its own about that, the error says that it refuses it. */
export async function startOnMirror(server: PostgresServer): Promise<void> {
  const { node } = server
  const { length } = await node.logs()
  try {
    await server.start()
  } catch (cause) {
    const word = (await node.logs()).slice(length).match(lastWord)?.at(-1)
    // Who is slow has not refused, nor has who was killed with its node.
    const hasEnded = (cause as SplitbrainError).code === 'runtime' && (await node.running())
    if (!hasEnded || word === undefined || ofTheMachine.test(word)) throw cause
    throw new SplitbrainError('runtime', `Node ${node.name} ${REFUSES}: ${word}`, { cause })
  }
}
