import { SplitbrainError } from '../errors.ts'
import type { History } from '../history.ts'
import { isFault, JepsenHistory } from './jepsen-history.ts'
import type { JepsenOperation } from './jepsen-operation.ts'
import { wholeElements } from './json-cut.ts'
import { parseJson } from './json.ts'
import { isBlank, parse } from './jsonl.ts'
import { badLine, cutOff } from './source.ts'
import type { Source } from './source.ts'
import { eachLine, textOf } from './text.ts'

/** Jepsen's operations in JSON, one a line. */
export async function readElleLines(source: Source): Promise<History> {
  const history = new JepsenHistory(source)
  await eachLine(source, (line, number, isCut) => {
    if (isBlank(line)) return
    const operation = parse(line)
    if (operation) history.push(operationOf(operation), number)
    else if (isCut) cutOff(source, number, 'the last line is cut off; it is left out')
    else throw badLine(source, number, 'this is not a JSON object')
  })
  return history.build()
}

interface Document {
  ops?: unknown
  opts?: Record<string, unknown> | null
}

/**
 * elle-cli's JSON: one array of operations, or an object that holds it as `ops`. An operation's place counts as its
 * line in errors. Elle pairs starts with ends only where time matters, so a document whose processes do several
 * things at once is read by its ends alone, if every start has one.
 */
export async function readElleDocument(source: Source): Promise<History> {
  const pieces: string[] = []
  for await (const text of textOf(source)) pieces.push(text)
  const { ops, opts } = documentIn(source, pieces.join(''))
  const operations = operationsIn(source, ops)
  source.opts = opts ?? undefined
  try {
    return historyOf(source, operations, () => true)
  } catch (error) {
    if (!(error instanceof SplitbrainError) || !everyStartEnds(operations)) throw error
    const ends = historyOf(source, operations, ({ type }) => type !== 'invoke')
    source.unpaired = error
    return ends
  }
}

function documentIn(source: Source, text: string): Document {
  try {
    return documentOf(parseJson(text))
  } catch (cause) {
    if (!(cause instanceof SyntaxError)) throw cause
    // What an object asks for may stand behind the cut; a list asks for nothing.
    const whole = wholeElements(text)
    if (!whole) throw badLine(source, 1, 'this is not JSON', cause)
    const document = documentIn(source, whole.text)
    cutOff(
      source,
      whole.line,
      'the list of operations is cut off; what may have followed is missing',
    )
    return document
  }
}

function documentOf(json: unknown): Document {
  return Array.isArray(json) ? { ops: json } : (json as Document)
}

function operationsIn(source: Source, ops: unknown): JepsenOperation[] {
  if (!Array.isArray(ops)) throw badLine(source, 1, 'here is no list of operations')
  const stray = ops.findIndex((op) => typeof op !== 'object' || op === null)
  if (stray >= 0) throw badLine(source, stray + 1, 'this is not an operation')
  return ops.map(operationOf)
}

/** Some write keywords with their colon: `{":type": ":ok", ":value": [[":r", "x", 1]]}`. */
function operationOf(found: object): JepsenOperation {
  const fields = Object.entries(found)
  if (!fields.some(([name]) => name.startsWith(':'))) return found as JepsenOperation
  return Object.fromEntries(
    fields.map(([name, value]) => [
      bare(name),
      name === ':value' && Array.isArray(value) ? value.map(micro) : bare(value),
    ]),
  ) as unknown as JepsenOperation
}

/** A micro-operation begins with a keyword; other values are as they are. */
function micro(item: unknown): unknown {
  return Array.isArray(item) ? [bare(item[0]), ...item.slice(1)] : item
}

function bare<T>(word: T): T | string {
  return typeof word === 'string' ? word.replace(/^:/, '') : word
}

function historyOf(
  source: Source,
  operations: readonly JepsenOperation[],
  isRead: (operation: JepsenOperation) => boolean,
): History {
  const history = new JepsenHistory(source)
  for (const [place, operation] of operations.entries())
    if (isRead(operation)) history.push(operation, place + 1)
  return history.build()
}

function everyStartEnds(operations: readonly JepsenOperation[]): boolean {
  const open = new Map<unknown, number>()
  for (const { type, process = 0 } of operations)
    if (!isFault(process))
      open.set(process, (open.get(process) ?? 0) + (type === 'invoke' ? 1 : -1))
  return [...open.values()].every((count) => count === 0)
}
