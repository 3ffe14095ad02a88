import { parseJson } from './json.ts'
import { HistoryBuilder } from '../history.ts'
import type { History } from '../history.ts'
import type { Operation } from '../operation.ts'
import { badLine, eachLine } from './source.ts'
import type { Source } from './source.ts'

/** Splitbrain's own format: one Operation a line. A killed run's cut last line is a warning, not an error. */
export async function readJsonl(source: Source): Promise<History> {
  const builder = new HistoryBuilder({ file: source.file })
  await eachLine(source, (line, number, isCut) => {
    if (isBlank(line)) return
    const operation = parse(line)
    if (operation) builder.push(operation, number)
    else if (isCut)
      source.warnings.push(`${source.file}:${number}: the last line is cut off; it is left out.`)
    else throw badLine(source, number, 'this is not a JSON object')
  })
  return builder.build()
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
