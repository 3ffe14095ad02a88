import { parseEDNString } from 'edn-data'
import type { History } from '../history.ts'
import { EdnMaps } from './edn-maps.ts'
import { readPlainEdn } from './edn-plain.ts'
import { JepsenHistory } from './jepsen-operations.ts'
import type { JepsenOperation } from './jepsen-operations.ts'
import { badLine } from './source.ts'
import type { Source } from './source.ts'
import { textOf } from './text.ts'

const plain = {
  mapAs: 'object',
  keywordAs: 'string',
  setAs: 'array',
  listAs: 'array',
  charAs: 'string',
} as const

/**
 * Operation maps in EDN, one after the other or in a vector or list, tagged or not: Jepsen's `history.edn`, Knossos'
 * data, and Porcupine's key-value text, which names keys by `:key`. Keywords become strings.
 */
export async function readEdn(source: Source): Promise<History> {
  const history = new JepsenHistory(source)
  const maps = new EdnMaps((text, line) => history.push(operationIn(source, text, line), line))
  for await (const text of textOf(source)) maps.push(text)
  if (maps.rest.stray !== undefined)
    throw badLine(source, maps.rest.line, `here is ${maps.rest.stray}, not an operation map`)
  if (maps.rest.isOpen)
    source.warnings.push(
      `${source.file}:${maps.rest.line}: the last map is cut off; it is left out.`,
    )
  return history.build()
}

function operationIn(source: Source, text: string, line: number): JepsenOperation {
  let operation: unknown
  try {
    operation = ednValue(text)
  } catch (cause) {
    throw badLine(source, line, 'this map is not EDN', cause)
  }
  if (typeof operation !== 'object' || operation === null)
    throw badLine(source, line, 'this map is not EDN')
  return operation as JepsenOperation
}

/** Any value in EDN, as plain data. */
export function ednValue(text: string): unknown {
  return readPlainEdn(text) ?? parseUnusual(text)
}

/** The library says that something is no EDN with a plain Error; any other kind would be a bug, and stays one. */
function parseUnusual(text: string): unknown {
  try {
    return exact(parseEDNString(text, plain))
  } catch (cause) {
    if (cause instanceof Error && cause.constructor === Error)
      throw new SyntaxError(cause.message, { cause })
    throw cause
  }
}

/** The library keeps all digits only of numbers that end in N; a rounded one would be equal to its neighbours. */
function exact(value: unknown): unknown {
  if (typeof value === 'bigint') {
    const number = Number(value)
    return Number.isSafeInteger(number) ? number : String(value)
  }
  if (typeof value === 'number' && Number.isInteger(value) && !Number.isSafeInteger(value))
    throw new SyntaxError(`${value} is too large to be read exactly here; end it in N`)
  if (Array.isArray(value)) return value.map(exact)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, exact(each)]))
}
