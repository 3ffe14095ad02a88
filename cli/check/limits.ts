import { SplitbrainError } from '../../history/errors.ts'

const milliseconds: Record<string, number> = { ms: 1, s: 1e3, m: 6e4, h: 3.6e6 }
const bytes: Record<string, number> = { K: 2 ** 10, M: 2 ** 20, G: 2 ** 30 }

/** `500ms`, `30s`, `5m`, `1h`; a bare number is seconds. */
export function durationMs(text: string): number {
  const [, number, unit = 's'] = /^(\d+(?:\.\d+)?)(ms|s|m|h)?$/.exec(text) ?? []
  if (number === undefined) throw bad('--time-limit', text, 'a duration such as 500ms, 30s or 5m')
  return Number(number) * milliseconds[unit]
}

/** `512M`, `2G`, also written `512MB` or `512MiB`; a bare number is bytes. */
export function sizeBytes(text: string): number {
  const [, number, unit] = /^(\d+(?:\.\d+)?)(?:([KMG])(?:i?B)?)?$/i.exec(text) ?? []
  if (number === undefined) throw bad('--memory-limit', text, 'a size such as 512M or 2G')
  return Number(number) * (unit === undefined ? 1 : bytes[unit.toUpperCase()])
}

/** A decimal number, perhaps negative; a whole one beyond 2⁵³ stays its digits, for it would be rounded. */
export function numberIn(text: string): number | string {
  if (!/^-?\d+(\.\d+)?$/.test(text)) throw bad('--total', text, 'a number such as 100')
  const number = Number(text)
  return Number.isInteger(number) && !Number.isSafeInteger(number) ? text : number
}

/** Any JSON value. */
export function jsonValue(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new SplitbrainError(
      'usage',
      `--init takes JSON, not ${text}: text goes in double quotes, as '"x"'.`,
      { cause },
    )
  }
}

function bad(option: string, text: string, wanted: string): SplitbrainError {
  return new SplitbrainError('usage', `${option} takes ${wanted}, not ${JSON.stringify(text)}.`)
}
