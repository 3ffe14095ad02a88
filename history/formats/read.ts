import { SplitbrainError } from '../errors.ts'
import type { History } from '../history.ts'
import { readEdn } from './edn.ts'
import { readElleDocument, readElleLines } from './elle.ts'
import { logLine, readJepsenLog } from './jepsen-log.ts'
import { readJsonl } from './jsonl.ts'
import type { Source } from './source.ts'
import { bytesOf } from './text.ts'

const readers = {
  jsonl: readJsonl,
  edn: readEdn,
  'jepsen-log': readJepsenLog,
  'elle-lines': readElleLines,
  'elle-document': readElleDocument,
}

export type HistoryFormat = keyof typeof readers

export interface ReadHistory {
  history: History
  format: HistoryFormat
  /** One sentence each: what is left out or read with care. */
  warnings: string[]
  /** Whether the file breaks off, so that more may have been in it. */
  isCut: boolean
  /** What the file asks of the judge (`opts` of elle-cli's documents). */
  opts?: Record<string, unknown>
  /** The error of a history whose starts don't go with its ends: who needs the starts must throw it. */
  unpaired?: SplitbrainError
}

const HEAD_BYTES = 2 ** 16

/** Reads a history from a file, or from standard input where `path` is `-`; the content tells the format. */
export async function readHistory(path: string): Promise<ReadHistory> {
  return path === '-'
    ? readPieces('standard input', process.stdin)
    : readPieces(path, bytesOf(path))
}

/** Reads a history from bytes that come in pieces. */
export async function readPieces(
  file: string,
  pieces: AsyncIterable<Uint8Array>,
): Promise<ReadHistory> {
  const iterator = pieces[Symbol.asyncIterator]()
  const warnings: string[] = []
  try {
    const head = await headOf(iterator)
    const text = new TextDecoder().decode(head)
    if (text.trim() === '') warnings.push(`${file} is empty.`)
    const format = recognise(file, text)
    const source: Source = { file, pieces: withHead(head, iterator), warnings }
    const history = await readers[format](source)
    const { isCut = false, opts, unpaired } = source
    return { history, format, warnings, isCut, opts, unpaired }
  } catch (cause) {
    if (cause instanceof SplitbrainError) throw cause
    throw new SplitbrainError('history', `${file} can't be read.`, { cause })
  } finally {
    await iterator.return?.()
  }
}

const byteOrderMark = Buffer.from([0xef, 0xbb, 0xbf])

/** Enough to tell the format by, without a byte-order mark. JSON's formats are told apart by a whole line. */
async function headOf(iterator: AsyncIterator<Uint8Array>): Promise<Buffer> {
  const pieces: Uint8Array[] = []
  let length = 0
  let begins = ''
  let isTold = false
  while (length < HEAD_BYTES || !isTold) {
    const { value, done } = await iterator.next()
    if (done) break
    pieces.push(value.slice())
    length += value.length
    const text = Buffer.from(value).toString('latin1')
    const more = begins === '' ? text.trimStart() : text
    begins = (begins + more).slice(0, 10)
    isTold ||= begins !== '' && (more.includes('\n') || !/^\{\s*("|$)/.test(begins))
  }
  const head = Buffer.concat(pieces)
  return head.subarray(0, 3).equals(byteOrderMark) ? head.subarray(3) : head
}

async function* withHead(
  head: Uint8Array,
  rest: AsyncIterator<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  yield head
  for (let next = await rest.next(); !next.done; next = await rest.next()) yield next.value
}

function recognise(file: string, head: string): HistoryFormat {
  const text = head.trimStart()
  if (text === '') return 'jsonl'
  const line = /^[^\n]*/.exec(text)?.[0] ?? ''
  if (/^\{\s*"/.test(text)) {
    if (line.includes('"timeNs"')) return 'jsonl'
    return /":?type"\s*:/.test(line) && !/"ops"\s*:/.test(line) ? 'elle-lines' : 'elle-document'
  }
  if (/^\[\s*(\{\s*"|\])/.test(text)) return 'elle-document'
  if (/^[[({;#]/.test(text)) return 'edn'
  if (text.split('\n').some((each) => logLine.test(each.trimEnd()))) return 'jepsen-log'
  throw new SplitbrainError(
    'history',
    `${file}:1: this is none of the formats that can be read: JSONL, EDN operation maps, Jepsen's log, elle-cli's JSON.`,
  )
}
