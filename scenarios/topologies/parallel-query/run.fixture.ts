import { INSPECT, History } from '../../../history/history.ts'
import type { Operation } from '../../../history/operation.ts'
import type { Claim } from '../../../runner/claim.ts'
import { evidenceOf, type Evidence } from '../../../runner/evidence.ts'
import { FIRST_FINAL_PROCESS } from '../../../runner/final-reads.ts'
import { counted } from '../../claims/judged.fixture.ts'
import type { Queried } from '../../workloads/long-queries.ts'
import { PARTS, PROCESSORS } from './inspections.ts'
import { COORDINATOR } from './shards.ts'

type Line = Omit<Operation, 'index'>

/** An operation of so many seconds. */
function whole(about: Omit<Line, 'type' | 'timeNs'>, at: number, took: number, end: Partial<Line>) {
  const timeNs = at * 1e9
  const lines: Line[] = [{ ...about, type: 'invoke', timeNs }]
  return [...lines, { ...about, type: 'ok' as const, ...end, timeNs: timeNs + took * 1e9 }]
}

let processes = 0

/** The rows of every answer that is whole. */
export const rows = [
  [0, 1, 5],
  [1, 1, 7],
  [2, 1, 9],
]

/** A query that is answered, or is not. */
export function query(
  key: Queried,
  { at = 1, took = 0.1, answer = rows as unknown[] | null, process = processes++ } = {},
): Line[] {
  const end =
    answer === null
      ? ({ type: 'fail', error: '08006 the server went away' } as const)
      : { value: answer }
  return whole({ process, f: 'rows', key, value: null, node: COORDINATOR }, at, took, end)
}

/** Pairs of queries of a client, one after the other, of so many milliseconds each, with some that take a little longer; it connects before them. */
export function pairs(count: number, all: number, alone: number): Line[][] {
  const process = processes++
  const each = Array.from({ length: count }, (_, i) => [
    query('all', { process, at: 20 + 2 * i, took: (all * (1 + (i % 3) / 100)) / 1000 }),
    query('alone', { process, at: 21 + 2 * i, took: (alone * (1 + (i % 4) / 100)) / 1000 }),
  ])
  const connecting = [
    query('all', { process, at: 18, took: 0.9 }),
    query('alone', { process, at: 19 }),
  ]
  return [...connecting, ...each.flat()]
}

/** A fault of a shard from 3 s to 6 s. */
export function fault(f: string, nodes: string[], more: object = {}): Line[] {
  const event = (kind: 'fault' | 'undo', name: string, at: number) =>
    whole({ process: 'fault', kind, f: name, value: { nodes, ...more } }, at, 0.01, {})
  return [...event('fault', f, 3), ...event('undo', `undo ${f}`, 6)]
}

/** What clients do to a bank's accounts, and see of them. */
export function transfer(
  [payer, payee]: [number, number],
  { at = 1, took = 0.1, end = {} as Partial<Line> } = {},
): Line[] {
  const id = processes++
  const value = { id, payer, payee, amount: 3 }
  return whole({ process: id, f: 'transfer', value, node: COORDINATOR }, at, took, end)
}
export function balances(held: Record<string, number>, { at = 1, took = 0.1 } = {}): Line[] {
  return whole({ process: processes++, f: 'read', value: null, node: COORDINATOR }, at, took, {
    value: held,
  })
}

/** What the coordinator shows at rest of two lists. */
export function lists(...held: [number, number[]][]): Line[] {
  const value = held.map(([key, elements]) => ['r', key, elements])
  const asked = held.map(([key]) => ['r', key, null])
  return whole({ process: FIRST_FINAL_PROCESS, f: 'txn', value: asked, node: COORDINATOR }, 90, 1, {
    value,
  })
}

/** A transaction that appends to lists. */
export function append(elements: [number, number][], end: Partial<Line> = {}): Line[] {
  const value = elements.map(([key, element]) => ['append', key, element])
  return whole({ process: processes++, f: 'txn', value, node: COORDINATOR }, 1, 0.1, end)
}

function look(tool: string, node: string, told: Record<string, number>): Line[] {
  const value = { tool, of: 'parts', findings: [], counted: told }
  return whole({ process: 2 ** 31 + processes++, f: INSPECT, value, node }, 100, 0.1, { value })
}
export const part = (node: string, elements: number) => look(PARTS, node, { elements })
export const processors = (count: number) => look(PROCESSORS, COORDINATOR, { processors: count })

/** All of these, in the order of their times. */
export function evidence(...lines: Line[][]): Evidence {
  const inOrder = lines.flat().toSorted((a, b) => a.timeNs - b.timeNs)
  return evidenceOf(History.from(inOrder.map((each, index) => ({ ...each, index }))))
}

/** What a claim says of a run of these. */
export function told(claim: Pick<Claim, 'decide'>, ...lines: Line[][]): string {
  const { verdict, reason } = claim.decide(counted(0), evidence(...lines))
  return `${verdict}: ${reason}`
}

/** Whether it is on trial in such a run. */
export function isOnTrial({ trial }: Pick<Claim, 'trial'>, ...lines: Line[][]): boolean {
  if (typeof trial !== 'function') throw new TypeError('It is on trial in every run.')
  return trial(evidence(...lines))
}
