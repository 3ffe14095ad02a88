/** Literals of which at least one must hold, and the clauses it was concluded from; lemmas come from a cycle alone. */
export interface Clause {
  literals: number[]
  /** Undefined for a lemma: the edges of all its literals' opposites make a cycle with certain ones. */
  from?: Clause[]
}

/** Clauses with two of their literals watched: only when one of these is false is there anything to conclude. */
export class Clauses {
  /** How many literals all of them hold. */
  size = 0
  private readonly watching: Clause[][]

  constructor(literals: number) {
    this.watching = Array.from({ length: literals }, () => [])
  }

  /** The first two literals are watched. */
  add(clause: Clause): void {
    this.size += clause.literals.length
    if (clause.literals.length < 2) return
    this.watching[clause.literals[0]].push(clause)
    this.watching[clause.literals[1]].push(clause)
  }

  /**
   * `literal` is false now: calls back with each clause that has only its first literal left; when that says false, the
   * clause is broken and is returned.
   */
  falsified(
    literal: number,
    isFalse: (literal: number) => boolean,
    isTrue: (literal: number) => boolean,
    conclude: (literal: number, clause: Clause) => boolean,
  ): Clause | undefined {
    const watching = this.watching[literal]
    let kept = 0
    for (let i = 0; i < watching.length; i++) {
      const clause = watching[i]
      const { literals } = clause
      if (literals[0] === literal) [literals[0], literals[1]] = [literals[1], literals[0]]
      if (!isTrue(literals[0])) {
        const other = literals.findIndex((each, at) => at > 1 && !isFalse(each))
        if (other > 0) {
          ;[literals[1], literals[other]] = [literals[other], literals[1]]
          this.watching[literals[1]].push(clause)
          continue
        }
      }
      watching[kept++] = clause
      if (isTrue(literals[0]) || conclude(literals[0], clause)) continue
      while (++i < watching.length) watching[kept++] = watching[i]
      watching.length = kept
      return clause
    }
    watching.length = kept
    return undefined
  }
}
