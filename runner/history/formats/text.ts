import { closeSync, openSync, readSync } from 'node:fs'
import { TextDecoder } from 'node:util'
import { SplitbrainError } from '../../errors.ts'

/** Small enough that the text of a piece dies young. */
const PIECE_BYTES = 2 ** 16

/** Waits for the disk: a history is read faster than a stream's reader thread is woken. */
export function* bytesOf(path: string): Generator<Uint8Array> {
  const file = openSync(path, 'r')
  try {
    const bytes = new Uint8Array(PIECE_BYTES)
    for (let length = readSync(file, bytes); length > 0; length = readSync(file, bytes))
      yield bytes.subarray(0, length)
  } finally {
    closeSync(file)
  }
}

/** The text piece by piece. A letter that is cut off at the very end is in a line that is cut off, too. */
export async function* textOf(
  file: string,
  pieces: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true })
  for await (const bytes of pieces) yield decoded(file, decoder, bytes)
}

/** Other bytes must not become one and the same replacement character, for values would be equal that are not. */
function decoded(file: string, decoder: TextDecoder, bytes: Uint8Array): string {
  try {
    return decoder.decode(bytes, { stream: true })
  } catch (cause) {
    throw new SplitbrainError('history', `${file} is not text in UTF-8.`, { cause })
  }
}
