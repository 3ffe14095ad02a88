import type { Operation } from '../../../history/operation.ts'

const MS = 1e6
const LATENCY_MS = 2

/** A run of one write every 10 ms against a primary with one asynchronous standby, for tests that know the truth. */
export interface Outage {
  /** The primary is killed at this time, which takes a millisecond, */
  killedMs: number
  /** but its clients notice only this much later, and until then it acknowledges what will be lost. */
  effectMs: number
  /** The standby takes over this long after the kill, */
  promotedMs: number
  /** without the writes that were acknowledged in this time before the clients noticed. */
  lagMs: number
  endMs: number
}

export interface Simulated {
  operations: Operation[]
  lost: number[]
}

/** Its elements count from 0 and take 2 ms; a write while nobody is primary ends as `info` and is not there later. */
export function simulateFailover(outage: Outage): Simulated {
  const { killedMs, effectMs, promotedMs, lagMs, endMs } = outage
  const downMs = killedMs + effectMs
  const events: Omit<Operation, 'index'>[] = [
    fault('invoke', 'kill', killedMs, { nodes: ['n1'] }),
    fault('ok', 'kill', killedMs + 1, { nodes: ['n1'] }),
    fault('invoke', 'detect', downMs + 500, { node: 'n1' }),
    fault('ok', 'detect', downMs + 500, { node: 'n1' }),
    fault('invoke', 'failover', killedMs + promotedMs - 1, { from: 'n1', to: 'n2' }),
    fault('ok', 'failover', killedMs + promotedMs - 0.5, { from: 'n1', to: 'n2' }),
  ]
  const kept: number[] = []
  const lost: number[] = []
  for (let element = 0; element * 10 < endMs; element++) {
    const atMs = element * 10
    const doneMs = atMs + LATENCY_MS
    const up = doneMs < downMs || atMs >= killedMs + promotedMs
    const process = up ? element % 4 : 1000 + element
    const node = atMs < killedMs + promotedMs ? 'n1' : 'n2'
    const add = { process, f: 'add', value: element, node }
    events.push({ ...add, type: 'invoke', timeNs: atMs * MS })
    const completion = { ...add, timeNs: doneMs * MS }
    if (up) events.push({ ...completion, type: 'ok' })
    else events.push({ ...completion, type: 'info', error: 'ECONNRESET' })
    if (up) (node === 'n1' && doneMs > downMs - lagMs ? lost : kept).push(element)
  }
  events.push({ process: 9, type: 'invoke', f: 'read', value: null, timeNs: endMs * MS + 10 * MS })
  events.push({ process: 9, type: 'ok', f: 'read', value: kept, timeNs: endMs * MS + 20 * MS })
  return { operations: inOrder(events), lost }
}

/** Sorted by time and numbered. */
export function inOrder(events: Omit<Operation, 'index'>[]): Operation[] {
  return events.toSorted((a, b) => a.timeNs - b.timeNs).map((event, index) => ({ ...event, index }))
}

export function fault(
  type: Operation['type'],
  f: string,
  atMs: number,
  value: unknown,
): Omit<Operation, 'index'> {
  return { process: 'fault', type, f, value, timeNs: atMs * MS }
}
