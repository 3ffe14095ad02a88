import { durability } from '../../../checkers/durability/durability.ts'
import { History } from '../../../history/history.ts'
import type { Operation } from '../../../history/operation.ts'
import type { Judged } from '../../../runner/claim.ts'
import { evidenceOf, type Evidence, type Takeover } from '../../../runner/evidence.ts'
import { call, event } from '../../claims/timeline.fixture.ts'

type Line = Omit<Operation, 'index'>

/** A takeover of what a killed server left behind, if nothing else is told. */
export const crashed: Takeover = {
  oldRuns: false,
  fenced: false,
  said: ['database system was interrupted', 'redo starts at 0/1000'],
  asAfterACrash: true,
  redoneBytes: 4096,
}

/** What n1 said of its settings at the beginning. */
export function mode(settings: object = {}): Line[] {
  const told = { synchronous_commit: 'on', fsync: 'on', ...settings }
  return event('observed', 'mode', [0], { node: 'n1', settings: told, standbys: {} })
}

/** n2 takes the place of n1 after ten seconds. */
export function takeover(told: Partial<Takeover> = {}, tookMs = 900): Line[] {
  const value = { from: 'n1', to: 'n2', toLsnBytes: 9, takeover: { ...crashed, ...told } }
  return event('operator', 'failover', [10_000, 10_000 + tookMs], value)
}

/** It can not. */
export function failed(error: string, atMs = 9000): Line[] {
  const about = {
    process: 'fault',
    kind: 'operator',
    f: 'failover',
    value: { from: 'n1' },
  } as const
  return [
    { ...about, type: 'invoke', timeNs: atMs * 1e6 },
    { ...about, type: 'info', error, timeNs: (atMs + 100) * 1e6 },
  ]
}

/** Two writes that n1 acknowledged before, and what n2 shows at the end. */
export function writes(there: number[]): Line[] {
  return [
    ...call({ value: 0, ms: [5000, 5001] }),
    ...call({ value: 1, ms: [8000, 8001] }),
    ...call({ f: 'read', answer: there, node: 'n2', ms: [20_000, 20_001] }),
  ]
}

/** All of it in the order of time, and how durability was judged. */
export function runOf(...lines: Line[][]): [Judged, Evidence] {
  const inOrder = lines.flat().toSorted((a, b) => a.timeNs - b.timeNs)
  const evidence = evidenceOf(History.from(inOrder.map((each, index) => ({ ...each, index }))))
  const check = durability().check(evidence.history, {})
  const { acknowledged, lost } = check
  return [{ acknowledged, lost, checks: { durability: check } }, evidence]
}
