/** A call of one of a queue's ends: what it put in or took, and when. */
export interface Move {
  /** Place in the part; `NONE` for what was in at first. */
  call: number
  start: number
  end: number
  /** A number for the element, `ANY` for a dequeue of which nobody knows what it took. */
  value: number
  /** Its bit, of those that are under way at once. */
  slot: number
}

/** The moves at one end of a queue, and which of them are made: always so that none is left that ended before one began. */
export class Front {
  readonly ending: readonly Move[]
  /** Those that never end, by start. */
  readonly open: readonly Move[]
  private readonly made = new Set<Move>()
  private readonly byEnd: readonly Move[]
  private readonly placeByStart = new Map<Move, number>()
  private readonly placeByEnd = new Map<Move, number>()
  private firstByStart = 0
  private firstByEnd = 0

  constructor(moves: readonly Move[], never: number) {
    const byStart = moves.toSorted((a, b) => a.start - b.start)
    this.ending = byStart.filter(({ end }) => end !== never)
    this.open = byStart.filter(({ end }) => end === never)
    this.byEnd = this.ending.toSorted((a, b) => a.end - b.end)
    for (const [place, move] of this.ending.entries()) this.placeByStart.set(move, place)
    for (const [place, move] of this.byEnd.entries()) this.placeByEnd.set(move, place)
  }

  /** When the first of those ends that are not made; Infinity where all are that end. */
  get due(): number {
    while (this.firstByEnd < this.byEnd.length && this.made.has(this.byEnd[this.firstByEnd]))
      this.firstByEnd++
    return this.byEnd[this.firstByEnd]?.end ?? Infinity
  }

  has(move: Move): boolean {
    return this.made.has(move)
  }

  make(move: Move): void {
    this.made.add(move)
  }

  unmake(move: Move): void {
    this.made.delete(move)
    this.firstByStart = Math.min(this.firstByStart, this.placeByStart.get(move) ?? Infinity)
    this.firstByEnd = Math.min(this.firstByEnd, this.placeByEnd.get(move) ?? Infinity)
  }

  /** Those not made that began before `time`, the ones that end first. */
  possible(time: number): Move[] {
    const moves: Move[] = []
    for (let place = this.head; place < this.ending.length; place++) {
      const move = this.ending[place]
      if (move.start > time) break
      if (!this.made.has(move)) moves.push(move)
    }
    for (const move of this.open) {
      if (move.start > time) break
      if (!this.made.has(move)) moves.push(move)
    }
    return moves
  }

  /** Those not made, in the order of their ends. */
  left(): Move[] {
    return this.byEnd.filter((move) => !this.made.has(move))
  }

  /** Writes what is made of those that end: two numbers, and bits from `at` on for those past the first that is not. */
  describe(row: Int32Array, start: number, at: number): void {
    const { due } = this
    row[start] = this.head
    row[start + 1] = due === Infinity ? -1 : due
    for (let place = this.head; place < this.ending.length; place++) {
      const move = this.ending[place]
      if (move.start > due) break
      if (move.end > due && this.made.has(move)) row[at + (move.slot >> 5)] |= 1 << (move.slot & 31)
    }
  }

  /** The first by start that is not made. */
  private get head(): number {
    while (this.firstByStart < this.ending.length && this.made.has(this.ending[this.firstByStart]))
      this.firstByStart++
    return this.firstByStart
  }
}
