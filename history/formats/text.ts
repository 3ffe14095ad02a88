import { closeSync, openSync, readSync } from 'node:fs'
import { TextDecoder } from 'node:util'
import { SplitbrainError } from '../errors.ts'
import type { Source } from './source.ts'

/** Small enough that the text of a piece dies young. */
const PIECE_BYTES = 2 ** 16

/** Waits for the disk: a history is read faster than a stream's reader thread is woken. */
export async function* bytesOf(path: string): AsyncGenerator<Uint8Array> {
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
export async function* textOf({ file, pieces }: Source): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true })
  for await (const bytes of pieces)
    yield decoded(file, () => decoder.decode(bytes, { stream: true }))
}

/** Calls `onLine` with each line and its number from 1; `isCut`: the text ends there without a newline. */
export async function eachLine(
  source: Source,
  onLine: (line: string, number: number, isCut: boolean) => void,
): Promise<void> {
  let rest = ''
  let number = 1
  for await (const text of textOf(source)) {
    const lines = text.split('\n')
    lines[0] = rest + lines[0]
    rest = lines.pop() as string
    for (const line of lines) onLine(line, number++, false)
  }
  if (rest !== '') onLine(rest, number, true)
}

/** The text of a whole line. */
export function textOfLine({ file }: Source, bytes: Uint8Array): string {
  return decoded(file, () => lineDecoder.decode(bytes))
}

const lineDecoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** Other bytes must not become one and the same replacement character, for values would be equal that are not. */
function decoded(file: string, decode: () => string): string {
  try {
    return decode()
  } catch (cause) {
    throw new SplitbrainError('history', `${file} is not text in UTF-8.`, { cause })
  }
}
