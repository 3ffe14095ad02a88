import type { CheckResult } from '../../checkers/checker.ts'
import { columnsOf } from '../../reports/columns.ts'
import { plainTable } from '../../reports/plain-table.ts'
import { plain } from '../../reports/plain-text.ts'
import { count } from '../../reports/quantities.ts'
import { cell, figure, title, unit } from './figure.ts'
import {
  isGroup,
  isList,
  isMoment,
  isNames,
  isScalar,
  isTable,
  type Fields,
} from './kinds-of-figures.ts'

const LONGEST_LIST = 20

/** Less what stands before a table. */
const WIDTH = columnsOf(process.stdout) - 4

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
