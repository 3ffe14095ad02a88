import { setTimeout as sleep } from 'node:timers/promises'
import { describeError } from '../history/errors.ts'
import type { Clock } from './clock.ts'
import { drawing } from './lanes.ts'
import type { Arrivals } from './arrivals.ts'
import type { Recorder } from './recorder.ts'
import type { Cluster, Route } from './topology.ts'
import type { Outcome, Request, Session, Work } from './workload.ts'

export interface LoadOptions {
  cluster: Pick<Cluster, 'route' | 'client' | 'lanes'>
  work: Work
  /** Draws the next request; shared by all processes, so that its values can be unique. */
  next: () => Request
  concurrency: number
  /** Open loop: when each operation is planned to start. Closed loop: undefined, one after another. */
  arrivals?: Arrivals
  /** How long a process waits for an answer. */
  timeoutMs: number
  record: Recorder
  /** Told of each write that was acknowledged, once it stands in the history. */
  acknowledged?(): void
  clock: Clock
}

// A refused connection is answered in microseconds; without a pause it would drown the history.
const RECONNECT_PAUSE_MS = 25

/** Runs `concurrency` processes side by side until the signal; each finishes the operation that it is in. */
export async function runLoad(options: LoadOptions, signal: AbortSignal): Promise<void> {
  const { next, concurrency, cluster } = options
  const draw = drawing(next, concurrency, cluster.lanes)
  const slots = Array.from({ length: concurrency }, (_, slot) =>
    runSlot(options, slot, () => draw(slot), signal),
  )
  await Promise.all(slots)
}

/** One process after the other: whoever got no certain answer retires, and the next one has a new number. */
async function runSlot(
  options: LoadOptions,
  slot: number,
  next: () => Request,
  signal: AbortSignal,
): Promise<void> {
  const sessions = new Sessions(options)
  let process = slot
  while (!signal.aborted) {
    const scheduledNs = await options.arrivals?.next(signal)
    if (signal.aborted) break
    const { access, ...asked } = next()
    const request = { access, ...asked }
    const route = sessions.ofRole(options.cluster.route(request, process))
    const node = route?.node
    options.record({ process, type: 'invoke', node, scheduledNs, ...asked })
    const session = await sessions.at(route)
    const outcome = await session.apply(request)
    options.record({ process, node, ...asked, ...outcome })
    if (access === 'write' && outcome.type === 'ok') options.acknowledged?.()
    if (outcome.type === 'info') {
      if (!session.usable) await sessions.close()
      process += options.concurrency
    } else if (!session.usable) await sleep(RECONNECT_PAUSE_MS)
  }
  await sessions.close()
}

interface Open {
  route: Route
  session: Session
}

/** A process's connections: one with each node that it is sent to, and for each role one with whoever it takes for that. */
class Sessions {
  private readonly options: LoadOptions
  private readonly open = new Map<string, Open>()

  constructor(options: LoadOptions) {
    this.options = options
  }

  /** Where a request goes: nobody tells who has a session that another node has the role now. */
  ofRole(route: Route | undefined): Route | undefined {
    if (route?.role === undefined) return route
    const known = this.open.get(route.role)
    return known?.session.usable ? known.route : route
  }

  /** The session with the node that the process is sent to, or one that fails everything where that can't be had. */
  async at(route: Route | undefined): Promise<Session> {
    if (route === undefined) return unreachable('08001 nobody takes this request')
    const { node, role = node } = route
    const known = this.open.get(role)
    if (known?.session.usable) return known.session
    await known?.session.close()
    const session = await this.connect(route)
    this.open.set(role, { route, session })
    return session
  }

  private async connect(route: Route): Promise<Session> {
    const { cluster, work, timeoutMs } = this.options
    try {
      return await cluster.client.connect(route, work, timeoutMs)
    } catch (error) {
      return unreachable(`${(error as { code?: string }).code ?? '08001'} ${describeError(error)}`)
    }
  }

  async close(): Promise<void> {
    const all = [...this.open.values()]
    this.open.clear()
    for (const { session } of all) await session.close()
  }
}

function unreachable(error: string): Session {
  return {
    usable: false,
    apply: async ({ value }): Promise<Outcome> => ({ type: 'fail', value, error }),
    close: async () => {},
  }
}
