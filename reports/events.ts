import { faultCalls } from '../checkers/availability/calls.ts'
import { faultSpans, type FaultSpan } from '../checkers/availability/faults.ts'
import type { History } from '../runner/history/history.ts'
import type { NodeState, RunResults } from '../runner/results.ts'
import { availabilityOf } from './figures.ts'

/** A fault as a chart shows it: a stretch of the run; one that was never undone lasts to the end. */
export interface Band {
  name: string
  nodes: string[]
  startNs: number
  endNs: number
  undone: boolean
}

/** A moment of the run that explains a curve. */
export interface Mark {
  name: string
  detail: string
  timeNs: number
}

/** What every picture of a run shares: from when to when, under which faults, and the turning points. */
export interface Scene {
  startNs: number
  endNs: number
  bands: Band[]
  marks: Mark[]
}

export function sceneOf(results: RunResults, history: History, states: NodeState[]): Scene {
  const [startNs, endNs] = extent(history, states)
  return {
    startNs,
    endNs,
    bands: faultSpans(history).map((span) => bandOf(span, endNs)),
    marks: [...watched(history), ...answered(results)].toSorted((a, b) => a.timeNs - b.timeNs),
  }
}

function extent(history: History, states: NodeState[]): [number, number] {
  const times = states.map(({ timeNs }) => timeNs)
  if (history.length > 0) times.push(history.timeNs[0], history.timeNs[history.length - 1])
  if (times.length === 0) return [0, 1e9]
  const startNs = times.reduce((a, b) => Math.min(a, b))
  const endNs = times.reduce((a, b) => Math.max(a, b))
  return [startNs, Math.max(endNs, startNs + 1)]
}

function bandOf({ fault, nodes, startNs, endNs }: FaultSpan, endOfRunNs: number): Band {
  return { name: fault, nodes, startNs, endNs: endNs ?? endOfRunNs, undone: endNs !== null }
}

const operatorSteps = new Set(['detect', 'fence', 'failover'])

/** What the operator that watches the cluster did, each step when it was done. */
function watched(history: History): Mark[] {
  const marks: Mark[] = []
  faultCalls(history, (start, end) => {
    const name = history.names[history.f[start]]
    if (!operatorSteps.has(name)) return
    const row = end < 0 ? start : end
    marks.push({ name, detail: detailOf(history.value[row]), timeNs: history.timeNs[row] })
  })
  return marks
}

function detailOf(value: unknown): string {
  const { node, from, to } = (value ?? {}) as { node?: unknown; from?: unknown; to?: unknown }
  if (from !== undefined && to !== undefined) return `${String(from)} → ${String(to)}`
  return node === undefined ? '' : String(node)
}

/** The write that ended each outage, as the availability checker found it. */
function answered(results: RunResults): Mark[] {
  const faults = availabilityOf(results)?.faults ?? []
  return faults
    .filter(
      ({ firstFailureSeconds, rtoSeconds }) => firstFailureSeconds !== null && rtoSeconds !== null,
    )
    .map(({ fault, startNs, rtoSeconds }) => ({
      name: 'writes again',
      detail: `after ${fault}`,
      timeNs: startNs + rtoSeconds! * 1e9,
    }))
}

/** Rows for things that would cover each other in one: each goes to the first row that is free where it begins. */
export function stack(spans: { start: number; end: number }[]): number[] {
  const ends: number[] = []
  return spans.map(({ start, end }) => {
    const free = ends.findIndex((taken) => taken <= start)
    const row = free < 0 ? ends.length : free
    ends[row] = end
    return row
  })
}

/** A stretch of time in one role. */
export interface Stay {
  role: NodeState['role']
  startNs: number
  endNs: number
}

/** One node's samples as stretches: a role lasts until the sample that says otherwise. */
export function stays(samples: NodeState[], endNs: number): Stay[] {
  const found: Stay[] = []
  for (const { role, timeNs } of samples) {
    const last = found.at(-1)
    if (last) last.endNs = timeNs
    if (last?.role !== role) found.push({ role, startNs: timeNs, endNs })
  }
  const last = found.at(-1)
  if (last) last.endNs = endNs
  return found
}
