import {
  closeSync,
  fdatasync,
  fstatSync,
  ftruncateSync,
  openSync,
  readSync,
  writevSync,
  constants,
} from 'node:fs'

/** The kernel takes no more pieces in one write. */
const MOST_PIECES = 1024

/** Told once, with what went wrong if it did. */
type Synced = (error: Error | null) => void

/**
 * The medium: a sparse file. Reads and writes meet the kernel's cache of it and take microseconds, less than to hand
 * them to another thread; only syncing waits for a device.
 */
export class Store {
  private readonly fd: number
  private waiting: Synced[] = []
  private isSyncing = false
  /** Whether something was written that no sync has begun for. */
  private isWritten = false

  /** Makes the file where there is none, and makes it longer where it is shorter than that. */
  constructor(path: string, sizeBytes: number) {
    this.fd = openSync(path, constants.O_RDWR | constants.O_CREAT, 0o600)
    if (fstatSync(this.fd).size < sizeBytes) ftruncateSync(this.fd, sizeBytes)
  }

  readInto(buffer: Buffer, offset: number): void {
    for (let done = 0; done < buffer.length;) {
      const count = readSync(this.fd, buffer, done, buffer.length - done, offset + done)
      if (count === 0) throw new Error(`the disk's file ends before byte ${offset + done}`)
      done += count
    }
  }

  /** One after another from `offset` on. */
  write(pieces: readonly Buffer[], offset: number): void {
    let at = offset
    this.isWritten = true
    for (let first = 0; first < pieces.length;) {
      const some = pieces.slice(first, first + MOST_PIECES)
      const length = some.reduce((sum, { length }) => sum + length, 0)
      const written = writevSync(this.fd, some, at)
      // Only a file system that is full writes less, and then says so at the next attempt.
      if (written < length) throw new Error('there is no room for the disk’s file')
      at += length
      first += some.length
    }
  }

  /** Calls back once all that was written before is on the medium; those who ask meanwhile share the next one. */
  sync(done: Synced): void {
    if (!this.isWritten && !this.isSyncing) return done(null)
    this.waiting.push(done)
    if (!this.isSyncing) this.syncNow()
  }

  private syncNow(): void {
    const served = this.waiting
    this.waiting = []
    this.isSyncing = true
    this.isWritten = false
    fdatasync(this.fd, (error) => {
      this.isSyncing = false
      this.isWritten ||= error !== null
      for (const done of served) done(error)
      if (this.waiting.length > 0 && !this.isSyncing) this.syncNow()
    })
  }

  close(): void {
    closeSync(this.fd)
  }
}
