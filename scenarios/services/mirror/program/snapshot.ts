import { constants, copyFileSync, mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { frozen } from './freeze.ts'
import { entriesOf, type Entry } from './tree.ts'

/** What was written so shortly before a file was looked at may be followed by more that its times don't tell. */
const SAME_MOMENT_MS = 100

/** A copy of a data directory as it was at one moment, of which each snapshot takes anew what has changed since the last. */
export class Snapshot {
  readonly folder: string
  private readonly data: string
  private taken = new Map<string, { state: string; number: number }>()
  private entries: readonly Entry[] = []

  constructor(data: string, folder: string) {
    this.data = data
    this.folder = folder
  }

  /** Takes one, and returns for how long the server stood still. */
  take(number: number): number {
    const before = performance.now()
    try {
      frozen(this.data, () => this.copy(number))
    } catch (error) {
      // Half of it may be of another moment.
      this.taken = new Map()
      throw error
    }
    return performance.now() - before
  }

  /** All that was there, and the files that have changed since a snapshot. */
  since(number: number): { entries: readonly Entry[]; changed: readonly Entry[] } {
    const isNew = ({ path }: Entry) => (this.taken.get(path)?.number ?? 0) > number
    return { entries: this.entries, changed: this.entries.filter(isNew) }
  }

  private copy(number: number): void {
    const nowMs = Date.now()
    this.entries = entriesOf(this.data)
    mkdirSync(this.folder, { recursive: true })
    const kept = new Map(this.taken)
    this.taken = new Map()
    for (const { path, isFolder, state, changedMs } of this.entries) {
      if (isFolder) {
        mkdirSync(join(this.folder, path), { recursive: true })
        continue
      }
      const known = kept.get(path)
      if (known?.state === state) {
        this.taken.set(path, known)
        continue
      }
      // The same blocks where the file system can have two files of one content.
      copyFileSync(join(this.data, path), join(this.folder, path), constants.COPYFILE_FICLONE)
      const isOver = changedMs < nowMs - SAME_MOMENT_MS
      this.taken.set(path, { state: isOver ? state : '', number })
    }
    for (const path of kept.keys())
      if (!this.taken.has(path)) rmSync(join(this.folder, path), { force: true })
  }
}
