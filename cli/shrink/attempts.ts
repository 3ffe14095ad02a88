/** How often a candidate failed in how many runs. */
export interface Rate {
  failed: number
  of: number
}

export interface AttemptsOptions<Candidate> {
  /** One run: whether it failed as the first one did. */
  fails(candidate: Candidate): Promise<boolean>
  /** So many runs before a candidate is believed to fail no more. */
  repeat: number
  /** So many runs altogether. */
  budget: number
  /** After it nothing is run any more. */
  over: AbortSignal
}

/** Runs of candidates within a budget: what a real system did once it need not do again. */
export class Attempts<Candidate> {
  private readonly options: AttemptsOptions<Candidate>
  made = 0
  /** Whether a candidate was left before it was known that it can't fail. */
  cutShort = false

  constructor(options: AttemptsOptions<Candidate>) {
    this.options = options
  }

  /** Whether a candidate can fail: one run in which it does is enough. With no runs left it is said that it can't. */
  async canFail(candidate: Candidate): Promise<boolean> {
    // What is left for the rate of the smallest is not spent on finding it.
    const { repeat } = this.options
    for (let i = 0; i < repeat; i++) {
      if (this.left() <= repeat) this.cutShort = true
      if (this.cutShort) return false
      if (await this.once(candidate)) return true
    }
    return false
  }

  /** How often it fails: runs of their own, for those that found it were ended by its first failure. */
  async rateOf(candidate: Candidate): Promise<Rate> {
    const rate = { failed: 0, of: 0 }
    while (rate.of < this.options.repeat && this.left() > 0) {
      const failed = await this.once(candidate)
      if (this.options.over.aborted) break
      rate.of++
      if (failed) rate.failed++
    }
    return rate
  }

  /** How many runs there may still be. */
  left(): number {
    return this.options.over.aborted ? 0 : this.options.budget - this.made
  }

  private async once(candidate: Candidate): Promise<boolean> {
    this.made++
    return this.options.fails(candidate)
  }
}
