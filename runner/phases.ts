import type { Clock } from './clock.ts'
import { describeError, SplitbrainError } from '../history/errors.ts'
import type { PhaseResult } from './results.ts'

/** Runs a run's phases one after the other, each within its limit, and remembers when they were and how they ended. */
export class Phases {
  readonly results: PhaseResult[] = []
  /** The phase that has begun last. */
  current = 'start'
  private readonly clock: Clock
  private readonly announce: (name: string) => Promise<void>

  /** `announce` is called, and waited for, as each phase begins; it throws nothing. */
  constructor(clock: Clock, announce: (name: string) => Promise<void>) {
    this.clock = clock
    this.announce = announce
  }

  /** For what has no limit, and is no part of what took how long. */
  async begin(name: string): Promise<void> {
    this.current = name
    await this.announce(name)
  }

  /** Where it broke: the first phase that failed, or else the one that has begun last. */
  get broken(): string {
    return this.results.find((each) => each.error !== undefined)?.name ?? this.current
  }

  /** Throws what the phase threw, or a timeout; `cancelled` ends the wait for a phase that isn't worth finishing. */
  async run<T>(
    name: string,
    limitMs: number,
    act: () => Promise<T>,
    cancelled?: AbortSignal,
  ): Promise<T> {
    const phase: PhaseResult = { name, startNs: this.clock(), endNs: 0 }
    this.results.push(phase)
    await this.begin(name)
    const waiting = new AbortController()
    try {
      cancelled?.throwIfAborted()
      return await Promise.race([act(), giveUp(name, limitMs, waiting.signal, cancelled)])
    } catch (error) {
      phase.error = describeError(error)
      throw error
    } finally {
      waiting.abort()
      phase.endNs = this.clock()
    }
  }
}

function giveUp(
  name: string,
  limitMs: number,
  over: AbortSignal,
  cancelled?: AbortSignal,
): Promise<never> {
  return new Promise((_, reject) => {
    const message = `The phase "${name}" took more than ${limitMs / 1000} s; see the nodes' logs in the run's folder.`
    const timer = setTimeout(() => reject(new SplitbrainError('timeout', message)), limitMs)
    const cancel = () => reject(cancelled?.reason)
    cancelled?.addEventListener('abort', cancel, { once: true })
    over.addEventListener('abort', () => {
      clearTimeout(timer)
      cancelled?.removeEventListener('abort', cancel)
    })
  })
}
