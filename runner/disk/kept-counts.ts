import type { Counts } from './server/fault.ts'

const POLL_MS = 200

/**
 * What a fault of a disk has counted, over the lives of the server that counts: that ends with its node, as where an
 * operator fences it, and would take with it what the fault did. So it is asked again and again.
 */
export class KeptCounts {
  private readonly ask: () => Promise<Counts>
  private earlier: Counts = {}
  private latest: Counts = {}
  private life = 0
  private isAsking = false
  private timer: NodeJS.Timeout | undefined

  /** What the server that lives now has counted; throws where none answers. */
  constructor(ask: () => Promise<Counts>) {
    this.ask = ask
  }

  /** Asks from now on, until the end. */
  watch(): void {
    this.timer = setInterval(() => void this.poll(), POLL_MS).unref()
  }

  end(): void {
    clearInterval(this.timer)
  }

  /** Another server counts from nothing. */
  anew(): void {
    this.earlier = this.all()
    this.latest = {}
    this.life++
  }

  /** Where nobody answers, what was counted when somebody did, if that is anything; else it throws. */
  async now(): Promise<Counts> {
    try {
      await this.update()
    } catch (error) {
      if (!Object.values(this.all()).some((count) => count > 0)) throw error
    }
    return this.all()
  }

  private async poll(): Promise<void> {
    if (this.isAsking) return
    this.isAsking = true
    await this.update().catch(() => {})
    this.isAsking = false
  }

  private async update(): Promise<void> {
    const { life } = this
    const counts = await this.ask()
    // Of one that is dead by now all that is kept is counted already.
    if (life === this.life) this.latest = counts
  }

  private all(): Counts {
    const all = { ...this.earlier }
    for (const [figure, count] of Object.entries(this.latest))
      all[figure] = (all[figure] ?? 0) + count
    return all
  }
}
