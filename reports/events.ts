import { faultCalls } from '../checkers/availability/calls.ts'
import { faultSpans, type FaultSpan } from '../checkers/availability/faults.ts'
import { failoversBehind } from '../checkers/durability/rpo.ts'
import { effectText } from '../history/effect.ts'
import type { History } from '../history/history.ts'
import type { NodeState, RunResults } from '../runner/results.ts'
import { availabilityOf } from './figures.ts'
import { cutAtNs, downing, struckAtNs, type LinkSighting } from './sightings.ts'

/** A fault as a chart shows it: a stretch of the run; one that was never undone lasts to the end. */
export interface Band {
  name: string
  nodes: string[]
  startNs: number
  endNs: number
  undone: boolean
  /** What shows that it did something, in words. */
  shownBy?: string
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
  leftBehind: LeftBehind[]
}

/** What a failover is known to have left behind on the old primary: it is at least so much. */
export interface LeftBehind {
  timeNs: number
  from: string
  to: string
  bytes: number
}

export function sceneOf(results: RunResults, history: History, states: NodeState[]): Scene {
  const [startNs, endNs] = extent(history, states)
  return {
    startNs,
    endNs,
    bands: faultSpans(history).map((span) => bandOf(span, endNs)),
    marks: [...struck(history), ...watched(history), ...answered(results)].toSorted(
      (a, b) => a.timeNs - b.timeNs,
    ),
    leftBehind: leftBehind(history),
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

function bandOf({ fault, nodes, startNs, endNs, effect }: FaultSpan, endOfRunNs: number): Band {
  const shown = effect && { shownBy: effectText(effect) }
  return {
    name: fault,
    nodes,
    startNs,
    endNs: endNs ?? endOfRunNs,
    undone: endNs !== null,
    ...shown,
  }
}

/** The moments of the faults themselves: of a kill when it hit, not when whatever led to it began. */
function struck(history: History): Mark[] {
  return faultSpans(history).flatMap((span): Mark[] => {
    const { lost } = (history.value[span.inForceRow] ?? {}) as { lost?: unknown }
    const detail = span.nodes.join(', ')
    const cutNs = cutAtNs(history, span) ?? (Array.isArray(lost) ? span.inForceNs : undefined)
    const [verb] = downing.exec(span.fault) ?? []
    return [
      ...(cutNs === undefined ? [] : [{ name: 'cut', detail, timeNs: cutNs }]),
      ...(verb === undefined ? [] : [{ name: verb, detail, timeNs: struckAtNs(history, span) }]),
    ]
  })
}

function leftBehind(history: History): LeftBehind[] {
  return failoversBehind(history).map(({ end, from, to, bytes }) => {
    return { timeNs: history.timeNs[end], from, to, bytes }
  })
}

/** What the operator did and what was noticed, each when it was over. */
function watched(history: History): Mark[] {
  const marks: Mark[] = []
  faultCalls(history, (start, end) => {
    const name = history.names[history.f[start]]
    const kind = history.kinds.get(start)
    if (kind !== 'operator' && kind !== 'observed') return
    const row = end < 0 ? start : end
    marks.push({ name, detail: detailOf(history.value[row]), timeNs: history.timeNs[row] })
  })
  return marks
}

function detailOf(value: unknown): string {
  const { node, from, to, when } = (value ?? {}) as Record<string, unknown>
  if (from !== undefined && to !== undefined) return `${String(from)} → ${String(to)}`
  return String(node ?? when ?? '')
}

/** The write that ended each outage, as the availability checker found it. */
function answered(results: RunResults): Mark[] {
  const faults = availabilityOf(results)?.faults ?? []
  return faults
    .filter(
      ({ firstFailureSeconds, rtoSeconds }) => firstFailureSeconds !== null && rtoSeconds !== null,
    )
    .map(({ fault, struckNs, startNs, rtoSeconds }) => ({
      name: 'writes again',
      detail: `after ${fault}`,
      // Folders from before there were blows have none.
      timeNs: (struckNs ?? startNs) + rtoSeconds! * 1e9,
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

/** A stretch of time in which nothing changed. */
export interface Stay {
  /** A node's role, or what was being done to a link. */
  state: string
  startNs: number
  endNs: number
}

/** Samples as stretches: a state lasts until the sample that says otherwise. */
export function stays<Sample extends { timeNs: number }>(
  samples: readonly Sample[],
  endNs: number,
  stateOf: (sample: Sample) => string,
): Stay[] {
  const found: Stay[] = []
  for (const sample of samples) {
    const { timeNs } = sample
    const state = stateOf(sample)
    const last = found.at(-1)
    if (last) last.endNs = timeNs
    if (last?.state !== state) found.push({ state, startNs: timeNs, endNs })
  }
  const last = found.at(-1)
  if (last) last.endNs = endNs
  return found
}

/** The links to which anything was done, each with the stretches in which it was. */
export function disturbances(links: readonly LinkSighting[], endNs: number): Map<string, Stay[]> {
  const found = new Map<string, Stay[]>()
  for (const [link, samples] of Map.groupBy(links, (sample) => sample.link)) {
    const all = stays(samples, endNs, ({ effects }) => effects.join(', '))
    const disturbed = all.filter(({ state }) => state !== '')
    if (disturbed.length > 0) found.set(link, disturbed)
  }
  return found
}
