import type { History } from '../history.ts'
import { EdnMaps } from './edn-maps.ts'
import { ednValue } from './edn-value.ts'
import { JepsenHistory } from './jepsen-history.ts'
import type { JepsenOperation } from './jepsen-operation.ts'
import { badLine, cutOff } from './source.ts'
import type { Source } from './source.ts'
import { textOf } from './text.ts'

/**
 * Operation maps in EDN, one after the other or in a vector or list, tagged or not: Jepsen's `history.edn`, Knossos'
 * data, Elle's, and Porcupine's key-value text, which names keys by `:key`. Keywords become strings.
 */
export async function readEdn(source: Source): Promise<History> {
  const history = new JepsenHistory(source)
  const maps = new EdnMaps(source, (text, line) =>
    history.push(operationIn(source, text, line), line),
  )
  for await (const text of textOf(source)) maps.push(text)
  const cut = maps.end()
  if (cut)
    cutOff(
      source,
      cut.line,
      cut.isMap ? 'the last map is cut off; it is left out' : 'the list of maps has no end',
    )
  return history.build()
}

function operationIn(source: Source, text: string, line: number): JepsenOperation {
  try {
    return ednValue(text) as JepsenOperation
  } catch (cause) {
    if (!(cause instanceof SyntaxError)) throw cause
    throw badLine(source, line, 'this map is not EDN', cause)
  }
}
