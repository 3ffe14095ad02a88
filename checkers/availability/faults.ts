import { FAIL, OK, type History } from '../../history/history.ts'
import { effectIn, type Effect } from '../../history/effect.ts'
import { undoneBy } from '../../history/events.ts'
import { faultCalls, outcome } from './calls.ts'

/** One injected fault, from the start of its injection to the end of its undo. */
export interface FaultSpan {
  fault: string
  nodes: string[]
  startNs: number
  /** When the blow itself fell, where that is told: a fault may take its time to prepare it. */
  struckNs: number
  /** The injection's end: from here on the fault is certainly in force. */
  inForceNs: number
  /** `null` when it was never (certainly) undone. */
  endNs: number | null
  /** The row at which its being taken back began; `null` as above. */
  undoRow: number | null
  /** What shows that it did something, as its undo told it. */
  effect?: Effect
  /** The row of the injection's start and of its end (the start again when the end was not recorded). */
  startRow: number
  inForceRow: number
}

/** The faults in the order in which they began; an injection that certainly failed is none. */
export function faultSpans(history: History): FaultSpan[] {
  const spans: FaultSpan[] = []
  faultCalls(history, (start, end) => {
    const name = history.names[history.f[start]]
    const kind = history.kinds.get(start)
    if (kind === 'undo') takeBack(spans, undoneBy(name), history, [start, end])
    if (kind === 'fault' && outcome(history, end) !== FAIL)
      spans.push(open(name, history, start, end))
  })
  return spans
}

/** Whether two faults were there at once, be it for a moment. */
export function overlap(one: FaultSpan, other: FaultSpan): boolean {
  const isOver = ({ endNs }: FaultSpan, { startNs }: FaultSpan) => endNs !== null && endNs < startNs
  return !isOver(one, other) && !isOver(other, one)
}

/** The names of a fault event's `nodes`; the completion knows them best (a fault may choose its victim). */
export function faultNodes(history: History, start: number, end: number): string[] {
  const named = end < 0 ? [] : nodesIn(history.value[end])
  return named.length > 0 ? named : nodesIn(history.value[start])
}

function open(fault: string, history: History, start: number, end: number): FaultSpan {
  const inForceRow = end < 0 ? start : end
  return {
    fault,
    nodes: faultNodes(history, start, end),
    startNs: history.timeNs[start],
    struckNs: struckAt(history.value[inForceRow]) ?? history.timeNs[start],
    inForceNs: history.timeNs[inForceRow],
    endNs: null,
    undoRow: null,
    startRow: start,
    inForceRow,
  }
}

/**
 * An undo that came to its end ends the oldest fault of its name that is still open on the same nodes; one that names none
 * may end any. What it tells of its effect holds all the same.
 */
function takeBack(
  spans: FaultSpan[],
  fault: string,
  history: History,
  [start, end]: [number, number],
) {
  const nodes = String(faultNodes(history, start, end))
  const inForce = spans.filter((span) => span.fault === fault && span.endNs === null)
  const onThem = inForce.find((span) => String(span.nodes) === nodes)
  const span = onThem ?? (nodes === '' ? inForce.at(0) : undefined)
  if (span === undefined) return
  span.effect = effectIn(history.value[start])
  if (outcome(history, end) === OK)
    Object.assign(span, { endNs: history.timeNs[end], undoRow: start })
}

function struckAt(value: unknown): number | undefined {
  const { struckAtNs } = (value ?? {}) as { struckAtNs?: unknown }
  return typeof struckAtNs === 'number' ? struckAtNs : undefined
}

function nodesIn(value: unknown): string[] {
  const { nodes, node } = (value ?? {}) as { nodes?: unknown; node?: unknown }
  const names = Array.isArray(nodes) ? nodes : [node]
  return names.filter((name) => typeof name === 'string')
}
