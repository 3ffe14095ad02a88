import type { History } from '../history.ts'
import { JepsenHistory } from './jepsen-operations.ts'
import type { JepsenOperation } from './jepsen-operations.ts'
import { parseJson } from './json.ts'
import { isBlank, parse } from './jsonl.ts'
import { badLine, eachLine } from './source.ts'
import type { Source } from './source.ts'

/** Jepsen's operations in JSON, one a line. */
export async function readElleLines(source: Source): Promise<History> {
  const history = new JepsenHistory(source)
  await eachLine(source, (line, number, isCut) => {
    if (isBlank(line)) return
    const operation = parse(line)
    if (operation) history.push(operation as unknown as JepsenOperation, number)
    else if (isCut)
      source.warnings.push(`${source.file}:${number}: the last line is cut off; it is left out.`)
    else throw badLine(source, number, 'this is not a JSON object')
  })
  return history.build()
}

/**
 * elle-cli's JSON: one array of operations, or an object that holds it as `ops`. An operation's place counts as its
 * line in errors.
 */
export async function readElleDocument(source: Source): Promise<History> {
  const pieces: string[] = []
  for await (const chunk of source.chunks) pieces.push(chunk)
  const history = new JepsenHistory(source)
  for (const [place, operation] of operationsIn(source, pieces.join('')).entries())
    history.push(operation, place + 1)
  return history.build()
}

function operationsIn(source: Source, text: string): JepsenOperation[] {
  let document: unknown
  try {
    document = parseJson(text)
  } catch (cause) {
    throw badLine(source, 1, 'this is not JSON', cause)
  }
  const operations = Array.isArray(document) ? document : (document as { ops?: unknown }).ops
  if (!Array.isArray(operations)) throw badLine(source, 1, 'here is no list of operations')
  return operations as JepsenOperation[]
}
