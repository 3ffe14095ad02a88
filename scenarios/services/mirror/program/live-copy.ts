import { entriesOf, type Entry } from './tree.ts'
import type { Way } from './ways.ts'

/** What tells a server where to begin and which transactions count, each group after the one before it. */
const last = [/^global\/pg_control$/, /^pg_wal\//, /^pg_xact\//]

/** What a data directory has, as a program that copies files goes through it while the server writes on. */
export class LiveCopy {
  private readonly data: string
  private readonly way: Way
  private delivered = new Map<string, string>()
  private found: readonly Entry[] = []

  constructor(data: string, way: Way) {
    this.data = data
    this.way = way
  }

  /** All that is there, and the files that look otherwise than when they were delivered, in the order of going. */
  look(isKnown: boolean): { entries: readonly Entry[]; changed: readonly Entry[] } {
    if (!isKnown) this.delivered = new Map()
    this.found = entriesOf(this.data)
    const changed = this.found.filter(
      ({ path, isFolder, state }) => !isFolder && this.delivered.get(path) !== state,
    )
    if (this.way === 'one-pass') return { entries: this.found, changed }
    const rank = ({ path }: Entry) => last.findIndex((pattern) => pattern.test(path))
    return { entries: this.found, changed: changed.toSorted((a, b) => rank(a) - rank(b)) }
  }

  /** All that was looked at has come. */
  done(): void {
    this.delivered = new Map(this.found.map(({ path, state }) => [path, state]))
  }
}
