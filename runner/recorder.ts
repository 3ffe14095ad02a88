import type { Clock } from './clock.ts'
import type { EventKind } from '../history/events.ts'
import type { Journal } from '../history/journal.ts'
import type { Operation } from '../history/operation.ts'

/** Writes an operation into the history with the time of this moment. */
export type Recorder = (operation: Omit<Operation, 'index' | 'timeNs'>) => void

/** A start or an end of what the harness does to the cluster: a fault, its undo, a step of the operator. */
export type Event = Parameters<Recorder>[0]

/** What a run's progress shows while the history grows. */
export interface Tally {
  ok: number
  fail: number
  info: number
}

export function recorder(journal: Journal, clock: Clock, tally: Tally): Recorder {
  return (operation) => {
    journal.append({ ...operation, timeNs: clock() })
    if (operation.process !== 'fault' && operation.type !== 'invoke') tally[operation.type]++
  }
}

/** The same recorder, which also tells `listen` of every event; never before it stands in the history. */
export function tellingEvents(record: Recorder, listen: (event: Event) => void): Recorder {
  return (operation) => {
    record(operation)
    if (operation.process === 'fault') listen(operation)
  }
}

/** Records what takes no time: both of its lines at once, so that two of one name can't stand within each other. */
export function recordMoment(
  record: Recorder,
  kind: EventKind,
  f: string,
  value: Record<string, unknown>,
): void {
  for (const type of ['invoke', 'ok'] as const) record({ process: 'fault', type, kind, f, value })
}

/** Records something that the harness does itself: its start, and how it ended. */
export async function recordEvent<T>(
  record: Recorder,
  kind: EventKind,
  f: string,
  about: Record<string, unknown>,
  act: () => Promise<T>,
  valueOf: (result: T) => Record<string, unknown> = () => ({}),
): Promise<T> {
  record({ process: 'fault', type: 'invoke', kind, f, value: about })
  try {
    const result = await act()
    record({ process: 'fault', type: 'ok', kind, f, value: { ...about, ...valueOf(result) } })
    return result
  } catch (error) {
    record({ process: 'fault', type: 'info', kind, f, value: about, error: String(error) })
    throw error
  }
}
