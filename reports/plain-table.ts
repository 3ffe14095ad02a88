import { stripVTControlCharacters } from 'node:util'
import Table from 'cli-table3'

export interface PlainTable {
  head: string[]
  rows: string[][]
  /** The columns that hold figures. */
  right: number[]
  /** The column that gives way where the table would be wider than `width`. */
  wraps: number
  width: number
}

/** A table without rules, for a terminal. */
export function plainTable(table: PlainTable): string {
  const natural = draw(table)
  const excess = widthOf(natural) - table.width
  if (excess <= 0) return natural
  const narrowest = draw(table, NARROWEST)
  return draw(table, NARROWEST + Math.max(0, table.width - widthOf(narrowest)))
}

const NARROWEST = 18
const GAP = 2

function draw({ head, rows, right, wraps }: PlainTable, wrapWidth: number | null = null): string {
  const table = new Table({
    head,
    colWidths: head.map((_, column) => (column === wraps ? wrapWidth : null)),
    colAligns: head.map((_, column) => (right.includes(column) ? 'right' : 'left')),
    wordWrap: true,
    chars: noRules,
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': GAP, compact: true },
  })
  table.push(...rows)
  return table
    .toString()
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n')
}

const widthOf = (text: string): number =>
  Math.max(
    ...stripVTControlCharacters(text)
      .split('\n')
      .map((line) => line.length),
  )

const noRules = Object.fromEntries(
  ['top', 'bottom', 'left', 'right', 'mid']
    .flatMap((side) => [side, `${side}-mid`, `${side}-left`, `${side}-right`])
    .concat('middle')
    .map((name) => [name, '']),
)
