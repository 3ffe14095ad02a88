import { plainTable } from '../../../reports/plain-table.ts'
import { seconds } from '../../../reports/quantities.ts'
import { spreadOf } from '../../../reports/spread.ts'
import type { Start } from './replicated-row.ts'

/** How soon a way of replicating was there on a runtime, start by start. */
export interface Started {
  topology: string
  runtime: string
  starts: Start[]
  /** Why this machine can't start it there. */
  leftOut?: string
  /** Why it did not start, though it should have. */
  failed?: string
}

/** For a program: beside each start the median of all, and how far they lie apart, in seconds. */
export function startsAsJson(all: readonly Started[]): object[] {
  return all.map((each) => ({ ...each, ...(each.starts.length > 0 && spreadsOf(each.starts)) }))
}

export function startsTable(all: readonly Started[], width: number): string {
  const head = ['Scenario', 'Runtime', 'Replicated row', 'From', 'To', 'Servers', 'Starts', '']
  const rows = all.map(({ topology, runtime, starts, leftOut, failed }) => {
    const why = leftOut ?? failed ?? ''
    if (starts.length === 0) return [topology, runtime, '', '', '', '', '0', why]
    const { replicatedSeconds: row, startedSeconds: servers } = spreadsOf(starts)
    const figures = [row.median, row.least, row.most, servers.median].map(seconds)
    return [topology, runtime, ...figures, String(starts.length), why]
  })
  return plainTable({ head, rows, right: [2, 3, 4, 5, 6], wraps: 7, width })
}

function spreadsOf(starts: readonly Start[]) {
  return {
    replicatedSeconds: spreadOf(starts.map((each) => each.replicatedSeconds)),
    startedSeconds: spreadOf(starts.map((each) => each.startedSeconds)),
  }
}
