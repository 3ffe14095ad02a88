import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, openSync } from 'node:fs'
import { SplitbrainError } from '../../../history/errors.ts'
import type { Service, ServiceSpec } from '../runtime.ts'
import { processesIn } from './processes.ts'

/** Where and as whom a node's programs run. */
export interface Place {
  cwd: string
  env: Record<string, string>
  uid?: number
  gid?: number
}

const STOP_LIMIT_MS = 30_000

/** A program of this machine, whose output goes straight to its node's log. */
export class EmbeddedService implements Service {
  readonly name: string
  private readonly spec: ServiceSpec
  private readonly node: string
  private readonly place: Place
  private readonly log: string
  private child: ChildProcess | undefined

  constructor(spec: ServiceSpec, node: string, place: Place, log: string) {
    this.name = spec.name
    this.spec = spec
    this.node = node
    this.place = place
    this.log = log
  }

  /** One that was killed has ended a moment before its exit is told. */
  async running(): Promise<boolean> {
    const { pid, exitCode, signalCode } = this.child ?? {}
    if (pid === undefined || exitCode !== null || signalCode !== null) return false
    return (await processesIn(this.place.cwd)).includes(pid)
  }

  async start(): Promise<void> {
    const [program, ...args] = this.spec.argv
    const log = openSync(this.log, 'a', 0o600)
    // Detached, so that a Ctrl-C at the terminal reaches the harness alone.
    const child = spawn(program, args, {
      ...this.place,
      stdio: ['ignore', log, log],
      detached: true,
    })
    closeSync(log)
    await once(child, 'spawn').catch((cause) => {
      throw new SplitbrainError('runtime', `Node ${this.node} can't run ${program}.`, { cause })
    })
    child.unref()
    this.child = child
  }

  async stop(): Promise<void> {
    if (!(await this.running())) return
    const ended = once(this.child!, 'exit', { signal: AbortSignal.timeout(STOP_LIMIT_MS) })
    this.child!.kill(this.spec.stopSignal)
    await ended.catch((cause) => {
      throw new SplitbrainError(
        'timeout',
        `${this.name} on node ${this.node} did not end in ${STOP_LIMIT_MS / 1000} s after ${this.spec.stopSignal}.`,
        { cause },
      )
    })
  }
}
