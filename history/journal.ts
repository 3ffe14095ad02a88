import { closeSync, openSync, writeSync } from 'node:fs'
import { SplitbrainError } from './errors.ts'
import type { Operation } from './operation.ts'

/**
 * The append-only history.jsonl of a run: each operation is handed to the kernel before the next one happens, so a
 * harness that is killed leaves everything it saw, with at most a cut last line.
 */
export class Journal implements Disposable {
  private readonly file: number
  private next = 0
  private closed = false

  constructor(path: string) {
    this.file = openSync(path, 'ax')
  }

  /** Throws once the journal is closed: a late answer must not reach whatever file was given its number since. */
  append(operation: Omit<Operation, 'index'>): void {
    if (this.closed) throw new SplitbrainError('crash', 'The history is closed already.')
    writeSync(this.file, `${JSON.stringify({ index: this.next++, ...operation })}\n`)
  }

  [Symbol.dispose](): void {
    if (this.closed) return
    this.closed = true
    closeSync(this.file)
  }
}
