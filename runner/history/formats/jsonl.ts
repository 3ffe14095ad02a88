import { parseJson } from './json.ts'
import { PlainLines } from './jsonl-plain.ts'
import { HistoryBuilder } from '../history.ts'
import type { History } from '../history.ts'
import type { Operation } from '../operation.ts'
import { badLine } from './source.ts'
import type { Source } from './source.ts'
import { textOfLine } from './text.ts'

const NEWLINE = 10

/** Splitbrain's own format: one Operation a line. A killed run's cut last line is a warning, not an error. */
export async function readJsonl(source: Source): Promise<History> {
  const builder = new HistoryBuilder(source)
  const plain = new PlainLines()
  let number = 0
  const rest = await eachWholePart(source, (bytes, length) => {
    let start = 0
    for (;;) {
      const operation = plain.read(bytes, start)
      const isWhole = operation !== undefined && bytes[plain.end] === NEWLINE
      const end = isWhole ? plain.end : bytes.indexOf(NEWLINE, start)
      if (end < 0 || end >= length) return start
      number++
      const found = isWhole ? operation : operationIn(source, bytes.subarray(start, end), number)
      if (found) builder.push(found, number)
      start = end + 1
    }
  })
  pushLast(source, builder, rest, number + 1)
  return builder.build()
}

/**
 * Gathers the pieces in one place, and lets `consume` say how far it has got: what is left stands before the next
 * piece. A zero follows what is there, so that nobody reads on into what was there before. The rest.
 */
async function eachWholePart(
  { pieces }: Source,
  consume: (bytes: Uint8Array, length: number) => number,
): Promise<Uint8Array> {
  let bytes = new Uint8Array()
  let length = 0
  for await (const piece of pieces) {
    if (length + piece.length >= bytes.length) {
      const larger = new Uint8Array(2 * (length + piece.length) + 1)
      larger.set(bytes.subarray(0, length))
      bytes = larger
    }
    bytes.set(piece, length)
    length += piece.length
    bytes[length] = 0
    const consumed = consume(bytes, length)
    bytes.copyWithin(0, consumed, length)
    length -= consumed
  }
  return bytes.subarray(0, length)
}

function pushLast(source: Source, builder: HistoryBuilder, rest: Uint8Array, number: number): void {
  // A letter may be cut off as well.
  const line = new TextDecoder().decode(rest)
  if (isBlank(line)) return
  const operation = parse(line)
  if (operation) builder.push(operation, number)
  else source.warnings.push(`${source.file}:${number}: the last line is cut off; it is left out.`)
}

function operationIn(source: Source, bytes: Uint8Array, number: number): Operation | undefined {
  const line = textOfLine(source, bytes)
  if (isBlank(line)) return undefined
  const operation = parse(line)
  if (operation === undefined) throw badLine(source, number, 'this is not a JSON object')
  return operation
}

export function isBlank(line: string): boolean {
  return line.trim() === ''
}

/** `undefined` for what is not a JSON object. */
export function parse(line: string): Operation | undefined {
  try {
    const value = parseJson(line)
    return typeof value === 'object' && value !== null ? (value as Operation) : undefined
  } catch {
    return undefined
  }
}
