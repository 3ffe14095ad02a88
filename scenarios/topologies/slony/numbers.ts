import { indexOf } from './options.ts'

/** More than there are servers, so that no two ever share a number. */
const STEP = 10

/**
 * Slony's number for each server. One that is made anew is another node to Slony and has a number that nobody had: what its
 * former self wrote stays in the others' logs for some time, with numbers of transactions that come again, and whoever
 * fetched from these under the same number would get that once more.
 */
export class Numbers {
  private readonly renewals = new Map<string, number>()

  of(server: string): number {
    return indexOf(server) + STEP * this.renewed(server)
  }

  /** The number that it has from now on. */
  renew(server: string): number {
    this.renewals.set(server, this.renewed(server) + 1)
    return this.of(server)
  }

  private renewed(server: string): number {
    return this.renewals.get(server) ?? 0
  }
}
