/** Node's timers take no more; a longer wait is set anew when this one is over. */
const LONGEST_TIMEOUT_MS = 2 ** 31 - 1

/** Turns of the event loop keep a whole processor busy, which would be taken from the servers on this machine. */
const LONGEST_BUSY_MS = 0.1

/**
 * A timer by `performance.now()` that is never early, and seldom more than a millisecond late. Node's own timers count
 * whole milliseconds and may be early by a part of one; a last moment is waited for by turns of the event loop.
 */
export class Alarm {
  private readonly ring: () => void
  private timeout: NodeJS.Timeout | undefined
  private immediate: NodeJS.Immediate | undefined

  constructor(ring: () => void) {
    this.ring = ring
  }

  set(time: number): void {
    const left = time - performance.now()
    if (left <= LONGEST_BUSY_MS) this.immediate = setImmediate(this.ring)
    else this.timeout = setTimeout(this.ring, Math.min(Math.ceil(left), LONGEST_TIMEOUT_MS))
  }

  clear(): void {
    if (this.timeout !== undefined) clearTimeout(this.timeout)
    if (this.immediate !== undefined) clearImmediate(this.immediate)
    this.timeout = this.immediate = undefined
  }
}
