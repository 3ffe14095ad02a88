import { stripVTControlCharacters } from 'node:util'
import Table from 'cli-table3'
import { wrap } from './plain-text.ts'

export interface PlainTable {
  head: string[]
  rows: string[][]
  /** The columns that hold figures. */
  right: number[]
  /** The column that gives way where the table would be wider than `width`; its text has no colours. */
  wraps: number
  width: number
}

/** A table without rules, for a terminal; where that is too narrow for any, each row in words. */
export function plainTable(table: PlainTable): string {
  const widths = table.head.map((_, column) => widthOf(table, column) + GAP)
  const excess = widths.reduce((sum, width) => sum + width) - GAP - table.width
  const wrapWidth = widths[table.wraps] - excess
  if (excess <= 0) return draw(table, null)
  return wrapWidth < NARROWEST ? inWords(table) : draw(table, wrapWidth)
}

/** `Run hot-standby, Lost 3`, what follows the first line further in. */
function inWords({ head, rows, width }: PlainTable): string {
  return rows
    .map((row) => row.map((cell, column) => `${head[column]} ${cell}`.trim()).join(', '))
    .map((text) => wrap(stripVTControlCharacters(text), width - GAP).join(`\n${' '.repeat(GAP)}`))
    .join('\n')
}

const NARROWEST = 18
const GAP = 2

function draw({ head, rows, right, wraps }: PlainTable, wrapWidth: number | null): string {
  const table = new Table({
    head,
    colAligns: head.map((_, column) => (right.includes(column) ? 'right' : 'left')),
    chars: noRules,
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': GAP, compact: true },
  })
  const broken = (text: string) =>
    wrapWidth === null ? text : wrap(text, wrapWidth - GAP).join('\n')
  const cells = rows.map((row) =>
    row.map((text, column) => (column === wraps ? broken(text) : text).split('\n')),
  )
  table.push(...cells.flatMap(linesOf))
  return table
    .toString()
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n')
}

/** A row of cells of several lines as so many rows: the library takes very long for a cell with line breaks. */
function linesOf(cells: string[][]): string[][] {
  const height = Math.max(...cells.map((lines) => lines.length))
  return Array.from({ length: height }, (_, line) => cells.map((lines) => lines[line] ?? ''))
}

function widthOf({ head, rows }: PlainTable, column: number): number {
  const cells = [head, ...rows].map((row) => stripVTControlCharacters(row[column]).split('\n'))
  return Math.max(...cells.flat().map((line) => line.length))
}

const noRules = Object.fromEntries(
  ['top', 'bottom', 'left', 'right', 'mid']
    .flatMap((side) => [side, `${side}-mid`, `${side}-left`, `${side}-right`])
    .concat('middle')
    .map((name) => [name, '']),
)
