/** What an origin was seen to have at a moment. */
export interface Moment {
  /** Slony's number for the origin. */
  origin: number
  /** In milliseconds of the harness, before anything was asked. */
  atMs: number
  /** The end of its WAL, asked before its last SYNC. */
  lsnBytes: number
  /** Its last SYNC: later ones were made after all of this. */
  seqno: number
}

/**
 * Tells by an origin's own SYNCs how far a subscriber is: no clock of a server has a part in that, and a daemon that makes
 * no SYNC makes nobody look as if there were nothing to fetch.
 */
export class Progress {
  private readonly seen: Moment[] = []

  note(moment: Moment): void {
    this.seen.push(moment)
  }

  /** The last moment that was seen whose writes whoever has applied this SYNC certainly has. */
  reached(origin: number, seqno: number): Moment | undefined {
    return this.seen.findLast((moment) => moment.origin === origin && moment.seqno < seqno)
  }
}
