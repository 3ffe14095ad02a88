import { EventEmitter, on } from 'node:events'
import type { Event } from './recorder.ts'

/** What conditions are judged by. */
export interface Seen {
  events: Events
}

/** Something that may come true in the course of a run, which a step of a schedule waits for. */
export interface Condition {
  /** In words, for the history: `after failover`. */
  name: string
  /** Resolves once it holds, watched from this call on; rejects when the signal comes before. */
  holds(seen: Seen, signal: AbortSignal): Promise<void>
}

/** Tells whoever listens of each event that was recorded, as `event`. */
export class Events extends EventEmitter<{ event: [Event] }> {
  constructor() {
    super()
    // Each step that waits listens, and a schedule may have any number of them.
    this.setMaxListeners(0)
  }
}

/** Something that was done to the cluster, or noticed, came to its end well. */
export function endOf(f: string): Condition {
  return {
    name: `after ${f}`,
    async holds({ events }, signal) {
      for await (const [event] of on(events, 'event', { signal }))
        if (event.f === f && event.type === 'ok') return
    },
  }
}
