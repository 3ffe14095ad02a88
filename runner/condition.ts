import { EventEmitter, on } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { groupsOf } from './groups.ts'
import type { Event } from './recorder.ts'
import type { NodeState } from './results.ts'
import type { Cluster } from './topology.ts'

/** A node as it was at one look. */
export type Look = Omit<NodeState, 'timeNs'>

/** What conditions are judged by. */
export interface Seen {
  events: Events
  cluster: Pick<Cluster, 'guarded' | 'managed'>
}

/** Something that may come true in the course of a run, which a step of a schedule waits for. */
export interface Condition {
  /** In words, for the history: `after failover`. */
  name: string
  /** Resolves once it holds, watched from this call on; rejects when the signal comes before. */
  holds(seen: Seen, signal: AbortSignal): Promise<void>
}

interface Told {
  event: [Event]
  write: []
  look: [readonly Look[]]
  /** Node's own: that somebody begins to listen. */
  newListener: [name: keyof Told | symbol]
}

/**
 * Tells whoever listens of each event that was recorded, as `event`, of each acknowledged write, and of every look at
 * all nodes; who listens to these is looked for often.
 */
export class Events extends EventEmitter<Told> {
  /** Acknowledged since the load began. */
  writes = 0
  /** Each node as it was when it last answered. */
  readonly answered = new Map<string, Look>()

  constructor() {
    super()
    // Each step that waits listens, and a schedule may have any number of them.
    this.setMaxListeners(0)
  }

  write(): void {
    this.writes++
    this.emit('write')
  }

  look(nodes: readonly Look[]): void {
    for (const look of nodes) if (look.lsnBytes !== undefined) this.answered.set(look.node, look)
    this.emit('look', nodes)
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

/** So many writes were acknowledged since the load began. */
export function writes(name: string, least: number): Condition {
  return {
    name,
    async holds({ events }, signal) {
      signal.throwIfAborted()
      if (events.writes >= least) return
      for await (const _ of on(events, 'write', { signal })) if (events.writes >= least) return
    },
  }
}

export type Answered = ReadonlyMap<string, Look>

/** What all nodes are and hold is so at one look; `begin` makes what one wait knows of the looks before. */
export function seenSo(
  name: string,
  begin: () => (nodes: readonly Look[], answered: Answered) => boolean,
): Condition {
  return {
    name,
    async holds({ events }, signal) {
      const isSo = begin()
      for await (const [nodes] of on(events, 'look', { signal }))
        if (isSo(nodes, events.answered)) return
    },
  }
}

const POLL_MS = 50

/** A commit waits for another node at this moment, as the primary itself says. */
export function commitWaits(name: string): Condition {
  return {
    name,
    async holds({ cluster }, signal) {
      const waits = async () => {
        const asked = groupsOf(cluster).map((group) => group.held().catch(() => undefined))
        return (await Promise.all(asked)).some((held) => (held?.waiting ?? 0) > 0)
      }
      signal.throwIfAborted()
      // A primary that is frozen answers late, and the end of the load waits for nobody.
      const { promise: ended, reject } = Promise.withResolvers<never>()
      const end = () => reject(signal.reason)
      signal.addEventListener('abort', end)
      try {
        while (!(await Promise.race([waits(), ended]))) await sleep(POLL_MS, undefined, { signal })
      } finally {
        signal.removeEventListener('abort', end)
      }
    },
  }
}
