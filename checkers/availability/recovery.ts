import { FAULT_PROCESS, OK, type History } from '../../history/history.ts'
import type { Effect } from '../../history/effect.ts'
import { isOutage } from './errors.ts'
import { faultNodes, type FaultSpan } from './faults.ts'
import { isRead } from './gaps.ts'

const WINDOW_NS = 1e9
const RECOVERED_SHARE = 0.9

/** Whether what was asked at a row counts. */
export type Meant = (row: number) => boolean

const everything: Meant = () => true

/** What one fault cost, all of it in seconds from its blow; `null` where it never came. */
export interface FaultImpact {
  fault: string
  nodes: string[]
  startNs: number
  struckNs: number
  endNs: number | null
  /** To the first operation that failed, or ended nobody knows how. */
  firstFailureSeconds: number | null
  /** To the first `detect` event for one of its nodes. */
  detectionSeconds: number | null
  /** To the end of the first `failover` from one of its nodes: another one takes writes. */
  promotionSeconds: number | null
  /** To the first acknowledged write that proves the service was back. */
  rtoSeconds: number | null
  /** What clients saw of it: the longest wait from one acknowledged write to the next, up to that one. */
  outageSeconds: number | null
  /** To the first second from then on with at least 90 % of the calm throughput. */
  recoverySeconds: number | null
  /** What shows that it did something, where its undo told that. */
  effect?: Effect
}

/**
 * The impact of `spans[at]`. What happens from the start of the next fault on is put down to that one, unless it
 * began before this one was in force (then they are one blow).
 *
 * A write proves recovery when it was invoked after the fault was in force and after the first write that
 * failed because of it: writes that still get through before the effect sets in prove nothing.
 */
export function impactOf(
  history: History,
  spans: FaultSpan[],
  at: number,
  isMeant: Meant = everything,
): FaultImpact {
  const span = spans[at]
  const next = spans.find((later, i) => i > at && later.startRow > span.inForceRow)
  const until = next?.startRow ?? history.length
  const isFailure = (row: number) => isOutage(history, row) && isMeant(asked(history, row))
  const isWrite = (row: number) => isAcknowledgedWrite(history, row) && isMeant(asked(history, row))
  const failure = find(span.startRow, until, isFailure)
  const failedWrite = find(
    span.startRow,
    until,
    (row) => isFailure(row) && !isRead(history, asked(history, row)),
  )
  const proof = firstWrite(history, Math.max(span.inForceRow, failedWrite ?? -1), isWrite)
  const seconds = (row: number | null) =>
    row === null ? null : Math.max(0, history.timeNs[row] - span.struckNs) / 1e9
  return {
    fault: span.fault,
    nodes: span.nodes,
    startNs: span.startNs,
    struckNs: span.struckNs,
    endNs: span.endNs,
    firstFailureSeconds: seconds(failure),
    detectionSeconds: seconds(detection(history, span, until)),
    promotionSeconds: seconds(promotion(history, span, until)),
    rtoSeconds: seconds(proof),
    outageSeconds:
      failure === null || proof === null ? null : outage(history, span, proof, isWrite),
    recoverySeconds: proof === null ? null : seconds(calmAgain(history, spans[0], proof)),
    ...(span.effect && { effect: span.effect }),
  }
}

/** Of what may be away one by one, all is back when the last of it is; what nobody writes is not waited for. */
export function worstImpact(
  history: History,
  spans: FaultSpan[],
  at: number,
  parts: readonly Meant[],
): FaultImpact {
  const isWritten = (part: Meant) =>
    find(0, history.length, (row) => isAcknowledgedWrite(history, row) && part(asked(history, row)))
  const impacts = parts
    .filter((part) => isWritten(part) !== null)
    .map((part) => impactOf(history, spans, at, part))
  return impacts.reduce((a, b) => (later(a, b) ? a : b), impactOf(history, spans, at))
}

const later = (a: FaultImpact, b: FaultImpact) =>
  (a.rtoSeconds ?? Infinity) >= (b.rtoSeconds ?? Infinity)

function find(from: number, until: number, wanted: (row: number) => boolean): number | null {
  for (let row = from; row < until; row++) if (wanted(row)) return row
  return null
}

/** The row that says what was asked: the invocation, or the completion where only those were recorded. */
function asked(history: History, row: number): number {
  return history.pair[row] < 0 ? row : history.pair[row]
}

/** The longest time without an acknowledged write, from the last one before the fault to the one that proves recovery. */
function outage(history: History, { startRow }: FaultSpan, proof: number, isWrite: Meant): number {
  let before = startRow
  while (before > 0 && !isWrite(before)) before--
  let longestNs = 0
  let lastNs = history.timeNs[before]
  for (let row = before + 1; row <= proof; row++) {
    if (!isWrite(row)) continue
    longestNs = Math.max(longestNs, history.timeNs[row] - lastNs)
    lastNs = history.timeNs[row]
  }
  return longestNs / 1e9
}

function isAcknowledgedWrite(history: History, row: number): boolean {
  return isClientOk(history, row) && !isRead(history, asked(history, row))
}

/** The first acknowledged write that was invoked after row `after`. */
function firstWrite(history: History, after: number, isWrite: Meant): number | null {
  return find(after + 1, history.length, (row) => isWrite(row) && asked(history, row) > after)
}

function isClientOk(history: History, row: number): boolean {
  return history.type[row] === OK && history.isClients(row)
}

function detection(history: History, span: FaultSpan, until: number): number | null {
  const detect = history.nameOf('detect')
  return find(span.startRow, until, (row) => {
    if (history.f[row] !== detect || history.process[row] !== FAULT_PROCESS) return false
    const nodes = faultNodes(history, row, history.pair[row])
    return nodes.length === 0 || isOf(span, nodes)
  })
}

function promotion(history: History, span: FaultSpan, until: number): number | null {
  const failover = history.nameOf('failover')
  return find(span.startRow, until, (row) => {
    if (history.f[row] !== failover || history.process[row] !== FAULT_PROCESS) return false
    const { from } = (history.value[row] ?? {}) as { from?: unknown }
    return history.type[row] === OK && isOf(span, [String(from)])
  })
}

/** Whether a fault was of one of these nodes; one that names none may have been. */
function isOf(span: FaultSpan, nodes: readonly string[]): boolean {
  return span.nodes.length === 0 || nodes.some((node) => span.nodes.includes(node))
}

/** The first successful operation from `from` on that begins a second of (nearly) calm throughput. */
function calmAgain(history: History, firstFault: FaultSpan, from: number): number | null {
  const calm = calmRate(history, firstFault)
  if (calm === null) return null
  const oks: number[] = []
  for (let row = from; row < history.length; row++) if (isClientOk(history, row)) oks.push(row)
  const needed = Math.max(1, Math.ceil(calm * WINDOW_NS * RECOVERED_SHARE))
  const start = oks.findIndex((row, i) => {
    const last = oks[i + needed - 1]
    return last !== undefined && history.timeNs[last] - history.timeNs[row] < WINDOW_NS
  })
  return start < 0 ? null : oks[start]
}

/** Successes per nanosecond before the first fault; `null` when there was less than a second of calm. */
function calmRate(history: History, firstFault: FaultSpan): number | null {
  const first = find(0, firstFault.startRow, (row) => history.isClients(row))
  if (first === null) return null
  const calmNs = firstFault.startNs - history.timeNs[first]
  if (calmNs < WINDOW_NS) return null
  let oks = 0
  for (let row = first; row < firstFault.startRow; row++) if (isClientOk(history, row)) oks++
  return oks === 0 ? null : oks / calmNs
}
