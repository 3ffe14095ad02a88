/** Longer tables are for the report and for `--json`. */
const LONGEST_TABLE = 12

export type Fields = Record<string, unknown>

/** When, and perhaps where; an operation is told by this as well. */
export function isMoment(value: unknown): value is { timeNs: number; node?: string | null } {
  return typeof value === 'object' && value !== null && 'timeNs' in value
}

export function isGroup(value: unknown): boolean {
  return isRecord(value) && Object.values(value).every(isScalar)
}

export function isList(value: unknown): boolean {
  return Array.isArray(value) && value.length > 0 && !value.some(isRecord)
}

function isRecord(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

export function isTable(value: unknown): value is Fields[] {
  return (
    Array.isArray(value) &&
    value.length > 0 &&
    value.length <= LONGEST_TABLE &&
    value.every(isRecord)
  )
}

export function isScalar(value: unknown): boolean {
  return value === null || ['number', 'string', 'boolean'].includes(typeof value)
}

export function isNames(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((each) => typeof each === 'string')
}
