import { parseJson } from './json.ts'
import { PlainLines } from './jsonl-plain.ts'
import { HistoryBuilder } from '../history.ts'
import type { History } from '../history.ts'
import type { Operation } from '../operation.ts'
import { badLine, cutOff } from './source.ts'
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
    while (start < length) {
      const operation = plain.read(bytes, start)
      const isWhole = operation !== undefined && bytes[plain.end] === NEWLINE
      const end = isWhole ? plain.end : bytes.indexOf(NEWLINE, start)
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
 * Gathers the pieces in one place, and lets `consume` have the whole lines that stand there up to `length`: an
 * unfinished line is looked at once it is whole, however many pieces it has. A zero follows what is there, so that
 * nobody reads on into what was there before. The rest.
 */
async function eachWholePart(
  { pieces }: Source,
  consume: (bytes: Uint8Array, length: number) => void,
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
    const lastNewline = piece.lastIndexOf(NEWLINE)
    const whole = lastNewline < 0 ? 0 : length + lastNewline + 1
    length += piece.length
    bytes[length] = 0
    if (whole === 0) continue
    consume(bytes, whole)
    bytes.copyWithin(0, whole, length)
    length -= whole
  }
  return bytes.subarray(0, length)
}

function pushLast(source: Source, builder: HistoryBuilder, rest: Uint8Array, number: number): void {
  // A letter may be cut off as well.
  const line = new TextDecoder().decode(rest)
  if (isBlank(line)) return
  const operation = parse(line)
  if (operation) builder.push(operation, number)
  else cutOff(source, number, 'the last line is cut off; it is left out')
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
