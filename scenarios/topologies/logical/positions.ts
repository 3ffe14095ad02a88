import type { Lag } from '../../../runner/evidence.ts'

interface Asked {
  askedMs: number
  lsnBytes: number
}

/** At a few a second that is minutes. */
const KEPT = 2000

/** Where a primary's WAL ended, each time that it was asked: what was acknowledged before it was asked lies before that. */
export class Positions {
  private asked: Asked[] = []

  /** Asks, and remembers. */
  async note(ask: () => Promise<number>): Promise<number> {
    const askedMs = performance.now()
    const lsnBytes = await ask()
    this.asked = [...this.asked.slice(-KEPT), { askedMs, lsnBytes }]
    return lsnBytes
  }

  /** How long ago a server was at most at what another one has had of it; undefined where that is not known. */
  lagAt(lsnBytes: number): Lag | undefined {
    const last = this.asked.findLast((each) => each.lsnBytes <= lsnBytes)
    return last && { seconds: (performance.now() - last.askedMs) / 1000 }
  }

  /** Another one's WAL is another matter. */
  forget(): void {
    this.asked = []
  }
}
