/** What an origin was seen to have at a moment. */
export interface Moment {
  /** Slony's number for the origin. */
  origin: number
  /** In milliseconds of the harness, before anything was asked. */
  atMs: number
  /** The end of its WAL, asked before its transactions. */
  lsnBytes: number
  /** The number that its next transaction would get: all that was committed had a smaller one. */
  nextTransaction: number
}

/**
 * Tells by an origin's own transactions how far a subscriber is: no clock of a server has a part in that, and a daemon that
 * makes no SYNC makes nobody look as if there were nothing to fetch. When a SYNC is seen says nothing of what is in it, for
 * it shows what its transaction saw as that began.
 */
export class Progress {
  private readonly seen: Moment[] = []

  note(moment: Moment): void {
    this.seen.push(moment)
  }

  /** The last moment that was seen whose writes are all in a SYNC that has each transaction below this one. */
  reached(origin: number, belowTransaction: number): Moment | undefined {
    return this.seen.findLast(
      (moment) => moment.origin === origin && moment.nextTransaction <= belowTransaction,
    )
  }
}
