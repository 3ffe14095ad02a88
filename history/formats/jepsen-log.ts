import type { History } from '../history.ts'
import type { OpType } from '../operation.ts'
import { ednValueIn } from './edn-value.ts'
import { JepsenHistory } from './jepsen-history.ts'
import { badLine, cutOff } from './source.ts'
import type { Source } from './source.ts'
import { eachLine } from './text.ts'

/** `… jepsen.util - 4	:invoke	:cas	[1 2]`: process, type, and what follows; between tabs or blanks. No map is one. */
export const logLine =
  /(^|[\s\]])(\d+|:(?!type\b)[\w.-]+|"[^"]*")[ \t]+:(invoke|ok|fail|info)(?:[ \t]+(.*))?$/

/**
 * Jepsen's plain log: f, value and perhaps an error follow process and type. In `jepsen.log` lines of other kinds are
 * none of the history's; in `history.txt`, where operations begin their lines, there are none of other kinds.
 */
export async function readJepsenLog(source: Source): Promise<History> {
  const history = new JepsenHistory(source)
  let isBare: boolean | undefined
  await eachLine(source, (text, number, isCut) => {
    const line = text.trimEnd()
    const found = logLine.exec(line)
    isBare ??= line === '' ? undefined : found?.index === 0 && found[1] === ''
    if (found) {
      const [, , process, type, rest = ''] = found
      const operation = partsOf(rest)
      // Of a word or number at the very end of the file a part may be missing: 12 of 123.
      if (operation && !(isCut && /[^\])}"\s]$/.test(text)))
        return history.push({ process: named(process), type: type as OpType, ...operation }, number)
    } else if (line === '' || (isBare === false && !isCut)) return
    if (!isCut) throw badLine(source, number, "this is not an operation of Jepsen's log")
    cutOff(source, number, 'the last line is cut off; it is left out')
  })
  return history.build()
}

const named = (process: string): string | number =>
  /^\d/.test(process) ? Number(process) : process.replace(/^:|"/g, '')

/** `:cas	[1 2]	:timed-out`; a timeout may stand in the value's place. */
function partsOf(
  rest: string,
): { f: string; value: unknown; error: string | undefined } | undefined {
  const [, f, after = ''] = /^:([^\s,"()[\]{};]+)(?:\s+(.*))?$/.exec(rest) ?? []
  if (f === undefined) return undefined
  if (after === '') return { f, value: null, error: undefined }
  const [, timeout, why] = /^:(timed-out)(?:\s+(.*))?$/.exec(after) ?? []
  if (timeout !== undefined) return { f, value: null, error: why ?? timeout }
  try {
    const [value, error] = ednValueIn(after)
    return { f, value, error: error === '' ? undefined : error }
  } catch (cause) {
    if (cause instanceof SyntaxError) return undefined
    throw cause
  }
}
