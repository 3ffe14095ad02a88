import type { Clock } from './clock.ts'
import type { Events } from './condition.ts'
import type { RunFolder } from './store.ts'
import type { Cluster } from './topology.ts'

const CALM_PACE_MS = 1000
const ALERT_PACE_MS = 100
const ALERT_MS = 5000
/** A look waits for the slowest node; so many may wait side by side, so that one that hangs slows down no other's. */
const LOOKS_AT_ONCE = 10

/** Sees every node's role, position and lag and every link's state: once a second, and often where something happens or is waited for. */
export class Sampler {
  private readonly cluster: Cluster
  private readonly folder: Pick<RunFolder, 'appendState'>
  private readonly clock: Clock
  private readonly events: Events
  private alertUntilNs = 0
  private wake = () => {}

  constructor(
    cluster: Cluster,
    folder: Pick<RunFolder, 'appendState'>,
    clock: Clock,
    events: Events,
  ) {
    this.cluster = cluster
    this.folder = folder
    this.clock = clock
    this.events = events
    // Whoever begins to wait for something is told at once.
    events.on('newListener', (name) => {
      if (name === 'look') this.wake()
    })
  }

  /** Something was done to the cluster, or is about to be: looks at once, and ten times a second for five seconds. */
  alert(): void {
    this.alertUntilNs = this.clock() + ALERT_MS * 1e6
    this.wake()
  }

  async run(signal: AbortSignal): Promise<void> {
    const looks: Promise<void>[] = []
    while (!signal.aborted) {
      const look = this.look(looks.at(-1))
      // One that can't be written (the disk is full) is a gap; unhandled, it would end the process.
      looks.push(look.catch(() => {}))
      await this.rest(signal)
      if (looks.length >= LOOKS_AT_ONCE) await looks.shift()
    }
    await looks.at(-1)
  }

  /** Writes after the look before it; where nobody answers for the nodes or for the links, there is no sample of them. */
  private async look(before: Promise<void> | undefined): Promise<void> {
    const timeNs = this.clock()
    const { cluster, folder } = this
    const [nodes, links] = await Promise.all([
      cluster.observe().catch(() => []),
      cluster.links.states().catch(() => []),
    ])
    await before
    this.events.look(nodes)
    folder.appendState([...nodes, ...links].map((state) => ({ timeNs, ...state })))
  }

  private async rest(signal: AbortSignal): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>()
    const isAlert = this.clock() < this.alertUntilNs || this.events.listenerCount('look') > 0
    const paceMs = isAlert ? ALERT_PACE_MS : CALM_PACE_MS
    const timer = setTimeout(resolve, paceMs)
    const end = () => resolve()
    signal.addEventListener('abort', end)
    this.wake = resolve
    await promise
    signal.removeEventListener('abort', end)
    clearTimeout(timer)
  }
}
