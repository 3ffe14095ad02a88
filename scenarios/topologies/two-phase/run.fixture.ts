import { INSPECT, History } from '../../../history/history.ts'
import type { Operation, OpType } from '../../../history/operation.ts'
import { orphans } from '../../../checkers/orphans/orphans.ts'
import { PREPARED } from '../../../checkers/orphans/prepared.ts'
import type { Judged } from '../../../runner/claim.ts'
import { evidenceOf } from '../../../runner/evidence.ts'
import { FIRST_FINAL_PROCESS } from '../../../runner/final-reads.ts'
import { counted } from '../../claims/judged.fixture.ts'

type Line = Omit<Operation, 'index'>

export const servers = ['n1', 'n2']

/** An operation of so many seconds. */
function whole(about: Omit<Line, 'type' | 'timeNs'>, at: number, took: number, end: Partial<Line>) {
  const timeNs = at * 1e9
  const lines: Line[] = [{ ...about, type: 'invoke', timeNs }]
  return [...lines, { ...about, type: 'ok' as const, ...end, timeNs: timeNs + took * 1e9 }]
}

let processes = 0

/** An element that is written by way of a server. */
export function add(
  value: number,
  {
    node = 'n1',
    at = 2,
    took = 0.01,
    type = 'ok' as OpType,
    error = undefined as string | undefined,
  } = {},
): Line[] {
  const end = { type, ...(error && { error }) }
  return whole({ process: processes++, f: 'add', value, node }, at, took, end)
}

/** A register that is written by way of a server. */
export function written(
  key: string,
  { at, node = 'n1', end = {} }: { at: number; node?: string; end?: Partial<Line> },
): Line[] {
  return whole({ process: processes++, f: 'write', key, value: processes, node }, at, 0.01, end)
}

/** A register that is written from 1 s to 2 s, and one that is read meanwhile. */
export const write = (key: string, value: number): Line[] =>
  whole({ process: processes++, f: 'write', key, value, node: 'n1' }, 1, 1, {})
export const read = (key: string, value: number, node: string): Line[] =>
  whole({ process: processes++, f: 'read', key, value: null, node }, 1.5, 0.01, { value })

/** A fault from 3 s to 6 s, and what its undo, its blow and the begin of its undo tell. */
export function fault(
  f: string,
  nodes: string[],
  told: object = {},
  blow: object = {},
  seen: object = {},
): Line[] {
  return [
    ...whole({ process: 'fault', kind: 'fault', f, value: { nodes, ...blow } }, 3, 0, {}),
    ...whole(
      { process: 'fault', kind: 'undo', f: `undo ${f}`, value: { nodes, ...seen } },
      6,
      0.1,
      {
        value: { nodes, ...told },
      },
    ),
  ]
}

/** What a server holds at rest, and what it is left with. */
export function atRest(node: string, rows: unknown, prepared: string[] = []): Line[] {
  const place = servers.indexOf(node)
  const read = { process: FIRST_FINAL_PROCESS + place, f: 'read', value: null, node }
  const look = { process: 2 ** 31 + place, f: INSPECT, value: { tool: PREPARED }, node }
  return [
    ...whole(read, 10 + place, 0.01, { value: rows }),
    ...whole(look, 20 + place, 0.01, { value: { tool: PREPARED, findings: prepared } }),
  ]
}

/** What a server drew, by the elements for which it did. */
export const drawnAtRest = (node: string, rows: [number, number][]) =>
  calledAtRest(node, 'draws', rows)

/** The same of one table, or call of a function, among several. */
export function calledAtRest(
  node: string,
  key: string,
  rows: [number, number][],
  at = 9 + servers.indexOf(node),
): Line[] {
  const process = FIRST_FINAL_PROCESS + servers.indexOf(node)
  const about = { process, f: 'rows', key, value: null, node }
  return whole(about, at, 0.01, { value: rows })
}

/** A run of these lines, in the order of their times, of which some checks are known. */
export function runOf(lines: Line[][], judged: Judged = counted(0)) {
  const inOrder = lines.flat().toSorted((a, b) => a.timeNs - b.timeNs)
  const history = History.from(inOrder.map((each, index) => ({ ...each, index })))
  const checks = { ...judged.checks, orphans: orphans().check(history, {}) }
  return { judged: { ...judged, checks }, evidence: evidenceOf(history) }
}
