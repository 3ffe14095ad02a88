import { INSPECT, History } from '../../../history/history.ts'
import type { Operation, OpType } from '../../../history/operation.ts'
import { evidenceOf, type Evidence } from '../../../runner/evidence.ts'
import { FIRST_FINAL_PROCESS } from '../../../runner/final-reads.ts'
import { CONFLICTS } from '../../databases/postgres/conflicts.ts'
import { ROW_WRITERS } from './office.ts'

type Line = Omit<Operation, 'index'>

/** An operation of so many seconds. */
function whole(about: Omit<Line, 'type' | 'timeNs'>, at: number, took: number, end: Partial<Line>) {
  const timeNs = at * 1e9
  const lines: Line[] = [{ ...about, type: 'invoke', timeNs }]
  return [...lines, { ...about, type: 'ok' as const, ...end, timeNs: timeNs + took * 1e9 }]
}

interface Write {
  node: string
  at?: number
  took?: number
  type?: OpType
}

let processes = 0

/** An element that is written at a node: even ones are London's. */
export function add(element: number, { node, at = 2, took = 0.01, type = 'ok' }: Write): Line[] {
  return whole({ process: processes++, f: 'add', value: element, node }, at, took, { type })
}

/** A fault from 1 s to 4 s, by what its record tells. */
export function fault(f: string, value: object, [from, to] = [1, 4]): Line[] {
  return [
    ...whole({ process: 'fault', kind: 'fault', f, value }, from, 0.01, {}),
    ...whole({ process: 'fault', kind: 'undo', f: `undo ${f}`, value }, to, 0.01, {}),
  ]
}

/** A standby that took its primary's place, at so many seconds. */
export function failover(from: string, to: string, at: number): Line[] {
  return whole(
    { process: 'fault', kind: 'operator', f: 'failover', value: { from, to } },
    at,
    0.01,
    {},
  )
}

/** What a node holds at rest: a set, or registers by their keys. */
export function atRest(node: string, rows: number[] | Record<number, unknown>): Line[] {
  const process = finalProcess(node)
  const read = (about: object, value: unknown, at: number) =>
    whole({ process, f: 'read', value: null, node, ...about }, at, 0.01, { value })
  if (Array.isArray(rows)) return read({}, rows, 10)
  return Object.entries(rows).flatMap(([key, value], i) =>
    read({ key: Number(key) }, value, 10 + i),
  )
}

/** One final read of a node. */
export function finalRead(node: string, f: string, value: unknown, at = 10): Line[] {
  const wanted = f === 'txn' ? (value as ['r', number][]).map(([r, key]) => [r, key, null]) : null
  return whole({ process: finalProcess(node), f, value: wanted, node }, at, 0.01, { value })
}

function finalProcess(node: string): number {
  return FIRST_FINAL_PROCESS + ['london', 'paris', 'london2', 'paris2'].indexOf(node)
}

/** An operation of a client, whatever it is. */
export function asked(
  about: Pick<Line, 'f' | 'value' | 'node'> & Partial<Line>,
  end: Partial<Line> = {},
  at = 2,
): Line[] {
  return whole({ process: processes++, ...about }, at, 0.01, { value: about.value, ...end })
}

/** What a server tells of rows on which it met another. */
export function conflicts(node: string, findings: string[] = []): Line[] {
  const process = 2 ** 31 + (node === 'london' ? 0 : 1)
  const value = { tool: CONFLICTS, of: 'conflicts', findings }
  return whole({ process, f: INSPECT, value, node }, 31, 0.01, { value })
}

/** What the servers know of who wrote the rows of a node. */
export function writers(node: string, findings: string[] = []): Line[] {
  const process = 2 ** 31 + (node === 'london' ? 0 : 1)
  const value = { tool: ROW_WRITERS, of: 'writers', findings }
  return whole({ process, f: INSPECT, value, node }, 30, 0.01, { value })
}

/** All of these, in the order of their times. */
export function evidence(...lines: Line[][]): Evidence {
  const inOrder = lines.flat().toSorted((a, b) => a.timeNs - b.timeNs)
  return evidenceOf(History.from(inOrder.map((each, index) => ({ ...each, index }))))
}
