/** Node's timers take no more; a longer wait is set anew when this one is over. */
const LONGEST_TIMEOUT_MS = 2 ** 31 - 1

/**
 * A timer by `performance.now()` that is never early. Node's own timers count whole milliseconds and may be early by
 * a part of one; what is left below a millisecond is waited for by turns of the event loop.
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
    if (left >= 1) this.timeout = setTimeout(this.ring, Math.min(left, LONGEST_TIMEOUT_MS))
    else this.immediate = setImmediate(this.ring)
  }

  clear(): void {
    if (this.timeout !== undefined) clearTimeout(this.timeout)
    if (this.immediate !== undefined) clearImmediate(this.immediate)
    this.timeout = this.immediate = undefined
  }
}
