import type { Clock } from '../../runner/clock.ts'

/** When a client that is free begins its next transaction. */
export interface Pace {
  /** Has one of the two called, once: `begin` when it is time, with the time at which that was planned, or `over`. */
  next(begin: (scheduledNs: number) => void, over: () => void): void
  /** Nothing begins any more. */
  stop(): void
}

/** Closed loop: each client one after the other, until the end. */
export function closedLoop(clock: Clock, endNs: number): Pace {
  let end = endNs
  return {
    next(begin, over) {
      const now = clock()
      if (now < end) begin(now)
      else over()
    },
    stop: () => (end = -Infinity),
  }
}

interface Free {
  begin(scheduledNs: number): void
  over(): void
}

/**
 * Open loop: transactions are planned at times of their own, whether or not anybody is free. Whoever takes one late still
 * has its planned start, so that a server which stands still delays all that was planned meanwhile (coordinated omission).
 */
export class OpenLoop implements Pace {
  private readonly draw: () => number
  private readonly clock: Clock
  private readonly free: Free[] = []
  private readonly endNs: number
  private stopped = false
  private plannedNs: number
  private timer: NodeJS.Timeout | undefined

  /** `draw` gives the planned starts, each after the one before. */
  constructor(draw: () => number, clock: Clock, endNs: number) {
    this.draw = draw
    this.clock = clock
    this.endNs = endNs
    this.plannedNs = draw()
  }

  next(begin: Free['begin'], over: Free['over']): void {
    this.free.push({ begin, over })
    this.serve()
  }

  stop(): void {
    this.stopped = true
    this.serve()
  }

  /** How many should have begun before the end and had nobody free; to be asked once all is over. */
  notBegun(): number {
    let count = 0
    for (; this.plannedNs < this.endNs; this.plannedNs = this.draw()) count++
    return count
  }

  private serve(): void {
    clearTimeout(this.timer)
    const now = this.clock()
    const isOver = this.stopped || now >= this.endNs
    while (!isOver && this.free.length > 0 && this.plannedNs <= now) {
      const { begin } = this.free.shift()!
      const planned = this.plannedNs
      this.plannedNs = this.draw()
      begin(planned)
    }
    if (isOver) for (const { over } of this.free.splice(0)) over()
    if (this.free.length === 0) return
    const waitNs = Math.min(this.plannedNs, this.endNs) - now
    this.timer = setTimeout(() => this.serve(), waitNs / 1e6)
  }
}
