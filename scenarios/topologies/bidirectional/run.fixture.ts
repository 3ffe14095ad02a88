import { durability } from '../../../checkers/durability/durability.ts'
import { INSPECT, History } from '../../../history/history.ts'
import type { Operation, OpType } from '../../../history/operation.ts'
import type { Claim } from '../../../runner/claim.ts'
import { evidenceOf } from '../../../runner/evidence.ts'
import { FIRST_FINAL_PROCESS } from '../../../runner/final-reads.ts'
import { CONFLICTS } from '../../databases/postgres/conflicts.ts'
import type { SettledConflicts } from '../../databases/postgres/pglogical-conflicts.ts'
import { APPLY } from '../../databases/postgres/stopped-apply.ts'

type Line = Omit<Operation, 'index'>

export const servers = ['n1', 'n2']

/** An operation that takes a hundredth of a second. */
function whole(about: Omit<Line, 'type' | 'timeNs'>, at: number, end: Partial<Line> = {}): Line[] {
  const timeNs = at * 1e9
  const invoke: Line = { ...about, type: 'invoke', timeNs }
  return [invoke, { ...about, type: 'ok', ...end, timeNs: timeNs + 1e7 }]
}

let processes = 0

/** A write of a row at a server, at so many seconds; of the row whose key it has, or else of that which is its value. */
export function write(
  f: string,
  about: { node: string; at: number; key?: number; value: number; type?: OpType },
): Line[] {
  const { at, type = 'ok', ...others } = about
  return whole({ process: processes++, f, ...others }, at, { type })
}

/** The way between the two servers is cut from 1 s to 5 s, in these directions. */
export function cut(links = ['n1-to-n2', 'n2-to-n1']): Line[] {
  return faulty('cut-replication', { links }, {})
}

/** A server is dead from 1 s to 5 s, and perhaps was replaced. */
export function death(node: string, told: object = {}): Line[] {
  return faulty(`kill-${node}`, { nodes: [node] }, told)
}

function faulty(f: string, value: object, told: object): Line[] {
  return [
    ...whole({ process: 'fault', kind: 'fault', f, value }, 1),
    ...whole({ process: 'fault', kind: 'undo', f: `undo ${f}`, value }, 5, {
      value: { ...value, ...told },
    }),
  ]
}

/** What a server holds at rest: rows by their keys, or elements. */
export function atRest(node: string, rows: number[] | Record<number, unknown>): Line[] {
  const process = FIRST_FINAL_PROCESS + servers.indexOf(node)
  const read = (about: object, value: unknown, i = 0) =>
    whole({ process, f: 'read', value: null, node, ...about }, 10 + i, { value })
  if (Array.isArray(rows)) return read({}, rows)
  return Object.entries(rows).flatMap(([key, value], i) => read({ key: Number(key) }, value, i))
}

/** What a server says of applying what the other wrote. */
export function applies(node: string, findings: string[] = []): Line[] {
  const process = 2 ** 31 + servers.indexOf(node)
  const value = { tool: APPLY, of: 'apply', findings }
  return whole({ process, f: INSPECT, value, node }, 20, { value })
}

/** What a server counted of the conflicts that it settled. */
export function settled(node: string, counts: Partial<SettledConflicts> = {}): Line[] {
  const process = 2 ** 31 + 10 + servers.indexOf(node)
  const { applied = 0, kept = 0, skipped = 0, newerWon = 0, olderWon = 0 } = counts
  const logged = applied + kept + skipped
  const counted = { logged, applied, kept, skipped, newerWon, olderWon }
  const value = { tool: CONFLICTS, of: 'conflicts', findings: Object.keys(counts), counted }
  return whole({ process, f: INSPECT, value, node }, 20, { value })
}

/** A claim on a run of these lines, in the order of their times: whether it is on trial, and what it says. */
export function told(claim: Claim, ...lines: Line[][]): string {
  const inOrder = lines.flat().toSorted((a, b) => a.timeNs - b.timeNs)
  const history = History.from(inOrder.map((each, index) => ({ ...each, index })))
  const evidence = evidenceOf(history)
  if (typeof claim.trial === 'function' && !claim.trial(evidence)) return 'not on trial'
  const checks = {
    durability: durability({ add: 'increment', read: 'read' }).check(history, {}),
  }
  const { acknowledged, lost } = checks.durability
  const judged = { checks, acknowledged, lost, rtoSeconds: null, outageSeconds: null }
  const { verdict, reason } = claim.decide(judged, evidence)
  return `${verdict}: ${reason}`
}
