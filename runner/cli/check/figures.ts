import type { CheckResult } from '../../../checkers/checker.ts'
import { plainTable } from '../../../reports/plain-table.ts'
import { plain } from '../../../reports/plain-text.ts'
import { bytes, count, DASH, milliseconds, moment, seconds } from '../../../reports/quantities.ts'

/** Longer lists are for the report and for `--json`. */
const LONGEST_TABLE = 12

const WIDTH = 96

type Fields = Record<string, unknown>

/**
 * A checker's own figures as they stand in its result, in paragraphs: first all single ones, then each list of names,
 * and a table of each short list of records. `told` are names that stand elsewhere already.
 */
export function figures(
  result: CheckResult,
  told: readonly string[],
): { paragraphs: string[]; tables: string[] } {
  const { verdict: _, anomalies: __, reason: ___, ...own } = result as CheckResult & Fields
  const fields = Object.entries(own).filter(([name]) => name !== 'bucketNs' && !told.includes(name))
  const single = fields.filter(([, value]) => isScalar(value))
  const names = fields.filter(([, value]) => isNames(value) && value.length > 0)
  const tables = fields.filter((field): field is [string, Fields[]] => isTable(field[1]))
  return {
    paragraphs: [
      single.map(([name, value]) => `${title(name)} ${cell(name, value)}`).join(', '),
      ...names.map(([name, value]) => `${title(name)}: ${cell(name, value)}`),
    ],
    tables: tables.map(([name, records]) => table(name, records)),
  }
}

function table(name: string, records: Fields[]): string {
  const columns = Object.keys(records[0]).filter((column) =>
    records.every((record) => isScalar(record[column]) || isNames(record[column])),
  )
  const isFigure = (column: string) =>
    records.every((record) => typeof record[column] === 'number' || record[column] === null)
  const head = columns.map(title)
  return `${title(name)}:\n${plainTable({
    head,
    rows: records.map((record) => columns.map((column) => cell(column, record[column]))),
    right: [...columns.keys()].filter((index) => isFigure(columns[index])),
    wraps: 0,
    width: WIDTH,
  })}`
}

/** A name's ending is its unit. */
function cell(name: string, value: unknown): string {
  if (isNames(value)) return plain(value.join(', '))
  if (typeof value !== 'number') return value === null ? DASH : plain(String(value))
  if (name.endsWith('Ns')) return moment(value)
  if (name.endsWith('Ms')) return milliseconds(value)
  if (name.endsWith('Seconds')) return seconds(value)
  if (name.endsWith('Bytes')) return bytes(value)
  return count(value)
}

function title(name: string): string {
  return name
    .replace(/(Ns|Ms|Seconds|Bytes)$/, '')
    .replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)
}

function isTable(value: unknown): value is Fields[] {
  return (
    Array.isArray(value) &&
    value.length > 0 &&
    value.length <= LONGEST_TABLE &&
    value.every((each) => typeof each === 'object' && each !== null && !Array.isArray(each))
  )
}

function isScalar(value: unknown): boolean {
  return value === null || ['number', 'string', 'boolean'].includes(typeof value)
}

function isNames(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((each) => typeof each === 'string')
}
