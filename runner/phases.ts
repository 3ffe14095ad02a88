import type { Clock } from './clock.ts'
import { describeError, SplitbrainError } from './errors.ts'
import type { PhaseResult } from './results.ts'

/** Runs a run's phases one after the other, each within its limit, and remembers when they were and how they ended. */
export class Phases {
  readonly results: PhaseResult[] = []
  private readonly clock: Clock
  private readonly announce: (name: string) => void

  constructor(clock: Clock, announce: (name: string) => void) {
    this.clock = clock
    this.announce = announce
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
    this.announce(name)
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
