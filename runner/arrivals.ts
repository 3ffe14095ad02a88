import { setTimeout as sleep } from 'node:timers/promises'
import { NS_PER_SECOND, type Clock } from './clock.ts'
import type { Random } from './random.ts'

/**
 * Open-loop load: operations arrive at their own times (a Poisson process from the run's seed) whether or not
 * anybody is free; whoever takes one late still has its planned start, which latency is measured from.
 */
export class Arrivals {
  private plannedNs: number
  private readonly ratePerSecond: number
  private readonly random: Random
  private readonly clock: Clock

  constructor(ratePerSecond: number, random: Random, clock: Clock) {
    this.ratePerSecond = ratePerSecond
    this.random = random
    this.clock = clock
    this.plannedNs = clock()
  }

  /** The planned start of the next arrival. */
  planned(): number {
    const gap = -Math.log(1 - this.random.float()) / this.ratePerSecond
    this.plannedNs += gap * NS_PER_SECOND
    return Math.round(this.plannedNs)
  }

  /** Waits for the next arrival, unless its time has passed already, and returns its planned start. */
  async next(signal: AbortSignal): Promise<number> {
    const mine = this.planned()
    const waitMs = (mine - this.clock()) / 1e6
    if (waitMs > 0) await sleep(waitMs, undefined, { signal }).catch(() => {})
    return mine
  }
}
