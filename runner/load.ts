import { setTimeout as sleep } from 'node:timers/promises'
import { describeError } from '../history/errors.ts'
import type { Clock } from './clock.ts'
import type { Arrivals } from './arrivals.ts'
import type { Recorder } from './recorder.ts'
import type { Cluster } from './topology.ts'
import type { Outcome, Request, Session, Workload } from './workload.ts'

export interface LoadOptions {
  cluster: Cluster
  workload: Workload
  /** Draws the next request; shared by all processes, so that its values can be unique. */
  next: () => Request
  concurrency: number
  /** Open loop: when each operation is planned to start. Closed loop: undefined, one after another. */
  arrivals?: Arrivals
  /** How long a process waits for an answer. */
  timeoutMs: number
  record: Recorder
  clock: Clock
}

// A refused connection is answered in microseconds; without a pause it would drown the history.
const RECONNECT_PAUSE_MS = 25

/** Runs `concurrency` processes side by side until the signal; each finishes the operation that it is in. */
export async function runLoad(options: LoadOptions, signal: AbortSignal): Promise<void> {
  const slots = Array.from({ length: options.concurrency }, (_, slot) =>
    runSlot(options, slot, signal),
  )
  await Promise.all(slots)
}

/** One process after the other: whoever got no certain answer retires, and the next one has a new number. */
async function runSlot(options: LoadOptions, slot: number, signal: AbortSignal): Promise<void> {
  let process = slot
  let client: Client | undefined
  while (!signal.aborted) {
    const scheduledNs = await options.arrivals?.next(signal)
    if (signal.aborted) break
    const route = options.cluster.route()
    if (client !== undefined && client.node !== route.node) client = await hangUp(client)
    const request = options.next()
    const { node } = client ?? route
    options.record({ process, type: 'invoke', node, scheduledNs, ...request })
    client ??= await open(options, route)
    const outcome: Outcome = await client.apply(request)
    options.record({ process, node, ...request, ...outcome })
    if (!client.usable) {
      client = await hangUp(client)
      if (outcome.type === 'fail') await sleep(RECONNECT_PAUSE_MS)
    }
    if (outcome.type === 'info') process += options.concurrency
  }
  await client?.close()
}

interface Client extends Session {
  node: string
}

async function hangUp(client: Client): Promise<undefined> {
  await client.close()
}

/** A session with the node that clients are sent to, or one that fails everything when it can't be reached. */
async function open(options: LoadOptions, route: ReturnType<Cluster['route']>): Promise<Client> {
  const { cluster, workload, timeoutMs } = options
  const { endpoint, node } = route
  try {
    const session = await workload.connect({
      endpoint,
      credentials: cluster.credentials,
      timeoutMs,
    })
    return {
      node,
      apply: (request) => session.apply(request),
      close: () => session.close(),
      get usable() {
        return session.usable
      },
    }
  } catch (error) {
    const text = `${(error as { code?: string }).code ?? '08001'} ${describeError(error)}`
    return {
      node,
      usable: false,
      apply: async ({ value }) => ({ type: 'fail', value, error: text }),
      close: async () => {},
    }
  }
}
