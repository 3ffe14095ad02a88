import type { History } from '../history.ts'
import type { OpType } from '../operation.ts'
import { ednValue } from './edn.ts'
import { JepsenHistory } from './jepsen-operations.ts'
import { eachLine } from './source.ts'
import type { Source } from './source.ts'

/** `… jepsen.util - 4	:invoke	:cas	[1 2]`: process, type, f, value and perhaps an error, between tabs. */
export const logLine =
  /(?:^|[\s\]])(\d+|:[\w.-]+)\t:(invoke|ok|fail|info)\t:([\w.-]+)\t([^\t]*)(?:\t(.*))?$/

/** Jepsen's plain log (`jepsen.log`, `history.txt`): lines of other kinds are none of the history's. */
export async function readJepsenLog(source: Source): Promise<History> {
  const history = new JepsenHistory(source)
  await eachLine(source, (line, number) => {
    const found = logLine.exec(line.trimEnd())
    if (!found) return
    const [, process, type, f, text, error] = found
    const isTimeout = text === ':timed-out'
    history.push(
      {
        type: type as OpType,
        f,
        process: process.startsWith(':') ? process.slice(1) : Number(process),
        value: isTimeout ? null : ednValue(text),
        error: error ?? (isTimeout ? 'timed-out' : undefined),
      },
      number,
    )
  })
  return history.build()
}
