import { entriesOf, type Entry } from './tree.ts'
import type { Way } from './ways.ts'

/** What tells a server where to begin and which transactions count, each group after the one before it. */
const last = [/^global\/pg_control$/, /^pg_wal\//, /^pg_xact\//]
const rank = ({ path }: Entry) => last.findIndex((pattern) => pattern.test(path))

/** So often a program is called that copies files, for a part of them each, of which it makes its list as it begins. */
type Call = (entry: Entry) => boolean
const calls: Record<Exclude<Way, 'snapshot'>, readonly Call[]> = {
  'one-pass': [() => true],
  'control-last': [(entry) => rank(entry) < 0, (entry) => rank(entry) >= 0],
}

/** What a data directory has, as a program that copies files goes through it while the server writes on. */
export class LiveCopy {
  readonly calls: readonly Call[]
  private readonly data: string
  private delivered = new Map<string, string>()
  private found: Entry[] = []

  constructor(data: string, way: Exclude<Way, 'snapshot'>) {
    this.data = data
    this.calls = calls[way]
  }

  /** The next pass; where the peer has none of those before, everything goes again. */
  begin(isKnown: boolean): void {
    if (!isKnown) this.delivered = new Map()
    this.found = []
  }

  /** The files of a call that look otherwise than when they were delivered, in the order in which they go. */
  look(call: Call): readonly Entry[] {
    const found = entriesOf(this.data).filter(call)
    this.found.push(...found)
    const changed = found.filter(
      ({ path, isFolder, state }) => !isFolder && this.delivered.get(path) !== state,
    )
    return this.calls.length === 1 ? changed : changed.toSorted((a, b) => rank(a) - rank(b))
  }

  /** All that was looked at in this pass. */
  get entries(): readonly Entry[] {
    return this.found
  }

  /** All of it has come. */
  done(): void {
    this.delivered = new Map(this.found.map(({ path, state }) => [path, state]))
  }
}
