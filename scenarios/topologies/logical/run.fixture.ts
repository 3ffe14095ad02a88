import { INSPECT } from '../../../history/history.ts'
import type { Operation } from '../../../history/operation.ts'
import { FIRST_FINAL_PROCESS } from '../../../runner/final-reads.ts'
import { call, event } from '../../claims/timeline.fixture.ts'
import { CONFLICTS } from '../../databases/postgres/conflicts.ts'
import { BESIDE, type Beside } from './beside.ts'

type Line = Omit<Operation, 'index'>

const place = (node: string) => Number(node.slice(1))

/** What n1 has beside that publishes, and what every subscriber then has. */
export const published: Beside = {
  unpublished: 101,
  published: 50,
  publishedSum: 5000,
  filtered: 50,
  kept: 50,
  drawn: 900,
  madeLater: 1,
}
export const applied: Beside = {
  ...published,
  unpublished: 1,
  filtered: 0,
  kept: 0,
  drawn: 0,
  madeLater: 0,
}

/** What a node has at rest of the tables beside, or what a tool told of it. */
function inspected(node: string, value: object): Line[] {
  const process = 2 ** 31 + place(node)
  return call({ f: INSPECT, process, node, value, ms: [30_000, 30_010] })
}

export const beside = (node: string, counted: Beside): Line[] =>
  inspected(node, { tool: BESIDE, of: 'tables', findings: [], counted })

export const conflicts = (node: string, ...findings: string[]): Line[] =>
  inspected(node, { tool: CONFLICTS, of: 'conflicts', findings })

/** What a node holds of the workload's table. */
export function atRest(node: string, elements: readonly number[]): Line[] {
  const process = FIRST_FINAL_PROCESS + place(node)
  return call({ f: 'read', process, node, answer: elements, ms: [20_000, 20_010] })
}

/** n2 took the place of n1, which was behind by so many seconds; n3 copied it meanwhile. */
export function failover([fromMs, untilMs]: [number, number], more: object = {}): Line[] {
  const value = { from: 'n1', to: 'n2', toLsnBytes: 100, ...more }
  return event('operator', 'failover', [fromMs, untilMs], value)
}
