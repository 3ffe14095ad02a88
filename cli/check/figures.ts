import type { CheckResult } from '../../checkers/checker.ts'
import { columnsOf } from '../../reports/columns.ts'
import { plainTable } from '../../reports/plain-table.ts'
import { plain } from '../../reports/plain-text.ts'
import { bytes, count, DASH, milliseconds, moment, seconds } from '../../reports/quantities.ts'

/** Longer tables are for the report and for `--json`. */
const LONGEST_TABLE = 12
const LONGEST_LIST = 20

/** Less what stands before a table. */
const WIDTH = columnsOf(process.stdout) - 4

type Fields = Record<string, unknown>

/**
 * A checker's own figures as they stand in its result, in sentences: first all single ones, then each group of them
 * and each list, and a table of each short list of records. `told` are names that stand elsewhere already.
 */
export function figures(
  result: CheckResult,
  told: readonly string[],
): { paragraphs: string[]; tables: string[] } {
  const { verdict: _, anomalies: __, reason: ___, ...own } = result as CheckResult & Fields
  const fields = Object.entries(own).filter(([name]) => name !== 'bucketNs' && !told.includes(name))
  const single = fields.filter(([, value]) => isScalar(value))
  const groups = fields.filter((field): field is [string, Fields] => isGroup(field[1]))
  const lists = fields.filter((field): field is [string, unknown[]] => isList(field[1]))
  const tables = fields.filter((field): field is [string, Fields[]] => isTable(field[1]))
  return {
    paragraphs: [
      tally(single),
      ...groups.map(([name, value]) => sentence(title(name), [group(name, value)])),
      ...lists.map(([name, value]) => sentence(title(name), [list(value)])),
    ],
    tables: tables
      .filter(([, records]) => shownColumns(records).length > 0)
      .map(([name, records]) => table(name, records)),
  }
}

/** `Counted: 2 acknowledged, 2 kept. None: lost. Not known: worst.` */
function tally(single: [name: string, value: unknown][]): string {
  const {
    counted = [],
    none = [],
    unknown = [],
  } = Object.groupBy(single, ([, value]) =>
    value === null ? 'unknown' : value === 0 ? 'none' : 'counted',
  )
  return [
    sentence(
      'counted',
      counted.map(([name, value]) => figure(name, value)),
    ),
    sentence(
      'none',
      none.map(([name]) => title(name)),
    ),
    sentence(
      'not known',
      unknown.map(([name]) => title(name)),
    ),
  ]
    .filter((each) => each !== '')
    .join(' ')
}

function sentence(subject: string, parts: readonly string[]): string {
  if (parts.length === 0) return ''
  return `${capital(subject)}: ${parts.join(', ')}.`
}

const capital = (text: string): string => `${text[0].toUpperCase()}${text.slice(1)}`

/** Figures that name no unit have that of the group. An object puts a share of 1 before one of 0.5. */
function group(name: string, fields: Fields): string {
  return Object.entries(fields)
    .toSorted(([a], [b]) => Number(a) - Number(b) || 0)
    .map(([own, value]) => figure(own, value, unit.test(own) ? own : name))
    .join(', ')
}

/** `3 writes`, `lag 2.0 KiB`, `59.7 s`; `measure` is the name whose ending is the unit. */
function figure(name: string, value: unknown, measure = name): string {
  const told = title(name)
  if (value === null) return `${told} not known`
  const quantity = cell(measure, value)
  if (typeof value !== 'number') return `${told} ${quantity}`
  if (unit.test(measure)) return isMereUnit(name) ? quantity : `${told} ${quantity}`
  return `${quantity} ${value === 1 ? told.replace(/(?<=[^s])s$/, '') : told}`
}

function list(values: unknown[]): string {
  const say = isNames(values) ? String : (value: unknown) => JSON.stringify(value)
  const shown = plain(values.slice(0, LONGEST_LIST).map(say).join(', '))
  const hidden = values.length - LONGEST_LIST
  return `${shown}${hidden > 0 ? ` and ${count(hidden)} more` : ''}`
}

/** What can be shown of every record; of some records nothing can. */
function shownColumns(records: Fields[]): string[] {
  const isShown = (value: unknown) => isScalar(value) || isNames(value) || isMoment(value)
  return Object.keys(records[0]).filter((column) =>
    records.every((record) => isShown(record[column])),
  )
}

function table(name: string, records: Fields[]): string {
  const columns = shownColumns(records)
  const isFigure = (column: string) =>
    records.every((record) => typeof record[column] === 'number' || record[column] === null)
  const head = columns.map(title)
  return `${capital(title(name))}:\n${plainTable({
    head,
    rows: records.map((record) => columns.map((column) => cell(column, record[column]))),
    right: [...columns.keys()].filter((index) => isFigure(columns[index])),
    wraps: 0,
    width: WIDTH,
  })}`
}

/** A name's ending is its unit. */
const unit = /(Ns|Ms|Seconds|Bytes|^seconds|^bytes)$/

function cell(name: string, value: unknown): string {
  if (value === null) return DASH
  if (isNames(value)) return plain(value.join(', '))
  if (isMoment(value)) return plain([moment(value.timeNs), value.node ?? ''].join(' ').trim())
  if (typeof value !== 'number') return plain(String(value))
  if (value === 0 && /(Ms|[sS]econds)$/.test(name)) return '0 s'
  switch (unit.exec(name)?.[0]) {
    case 'Ns':
      return moment(value)
    case 'Ms':
      return milliseconds(value)
    case 'Seconds':
    case 'seconds':
      return seconds(value)
    case 'Bytes':
    case 'bytes':
      return bytes(value)
    default:
      return Number.isInteger(value) ? count(value) : String(value)
  }
}

const isMereUnit = (name: string): boolean => name === 'seconds' || name === 'bytes'

/** What has a name of its own in the field; a share of all that were measured is told as it is everywhere. */
const titles: Record<string, string> = {
  rpo: 'recovery point (RPO)',
  wal: 'WAL',
  '0': 'least',
  '1': 'most',
}

function title(name: string): string {
  const own = name.replace(/(?<=.)(Ns|Ms|Seconds|Bytes)$/, '')
  if (Object.hasOwn(titles, own)) return titles[own]
  if (/^0\.\d+$/.test(own)) return `p${Number((100 * Number(own)).toFixed(6))}`
  return own.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)
}

/** When, and perhaps where; an operation is told by this as well. */
function isMoment(value: unknown): value is { timeNs: number; node?: string | null } {
  return typeof value === 'object' && value !== null && 'timeNs' in value
}

function isGroup(value: unknown): boolean {
  return isRecord(value) && Object.values(value).every(isScalar)
}

function isList(value: unknown): boolean {
  return Array.isArray(value) && value.length > 0 && !value.some(isRecord)
}

function isRecord(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isTable(value: unknown): value is Fields[] {
  return (
    Array.isArray(value) &&
    value.length > 0 &&
    value.length <= LONGEST_TABLE &&
    value.every(isRecord)
  )
}

function isScalar(value: unknown): boolean {
  return value === null || ['number', 'string', 'boolean'].includes(typeof value)
}

function isNames(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((each) => typeof each === 'string')
}
