import type { NodeState } from '../../../runner/results.ts'
import { runOn } from '../../../runner/runtimes/run-on.ts'
import type { Node, Service } from '../../../runner/runtimes/runtime.ts'

/** The role of a node on which a server's daemon runs. */
export const SLON = 'slon'

/** Who wakes a worker that failed: whoever watches the daemon, or nobody, so that it waits for its time. */
export const workerRestarts = ['signal', 'wait'] as const
export type WorkerRestart = (typeof workerRestarts)[number]

/** Where the daemon writes the number of the process that watches its worker. */
const PID = 'slon.pid'
const wake = `kill -USR1 "$(cat ${PID})"`

/** A failed worker is started anew after a fixed time, unless its daemon is told by a signal that it is to be at once. */
const woken = `"$@" 2>&1 | while IFS= read -r line; do
  printf '%s\\n' "$line"
  case $line in *'restart of worker in'*) sleep 0.2; ${wake} ;; esac
done`

interface SlonOptions {
  cluster: string
  /** How it reaches its own server. */
  conninfo: string
  syncIntervalMs: number
  /** After so long it tells of a moment in which nothing was written, too. */
  idleMs: number
  workerRestart: WorkerRestart
}

/** The daemon of one server: it tells the others when to fetch, and fetches what they write. */
export class Slon {
  readonly node: Node
  private readonly service: Service

  constructor(node: Node, options: SlonOptions) {
    this.node = node
    const { cluster, conninfo, syncIntervalMs, idleMs, workerRestart } = options
    const own = [
      SLON,
      '-p',
      PID,
      '-s',
      String(syncIntervalMs),
      '-t',
      String(idleMs),
      cluster,
      conninfo,
    ]
    const argv = workerRestart === 'signal' ? ['sh', '-c', woken, 'sh', ...own] : own
    this.service = node.service({ name: SLON, argv, stopSignal: 'SIGTERM' })
  }

  /** Starts it where it is down. */
  async start(): Promise<void> {
    if (!(await this.service.running())) await this.service.start()
  }

  /**
   * Starts it where it is down, and has its worker begin anew where it is not: a thread of that which was fetching when a
   * server fell does nothing any more, for ever and without a word.
   */
  async renew(): Promise<void> {
    if (await this.service.running()) await runOn(this.node, ['sh', '-c', wake])
    else await this.service.start()
  }

  /** Whether it can do anything now. */
  async runs(): Promise<boolean> {
    return (await this.service.running()) && !(await this.node.frozen())
  }

  /** What its node is at this moment. */
  async state(): Promise<Omit<NodeState, 'timeNs'>> {
    return { node: this.node.name, role: (await this.runs()) ? SLON : 'down' }
  }
}
