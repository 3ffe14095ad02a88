import { closeSync, openSync, writeSync } from 'node:fs'
import { SplitbrainError } from './errors.ts'
import type { Operation } from './operation.ts'

/**
 * The append-only history.jsonl of a run: each operation is handed to the kernel before the next one happens, so a
 * harness that is killed leaves everything it saw, with at most a cut last line. Of one that has lines wait for each
 * other, up to `batchBytes` of them, it leaves all but the last ones.
 */
export class Journal implements Disposable {
  private readonly file: number
  private next = 0
  private closed = false
  private readonly batchBytes: number
  private held = ''

  constructor(path: string, batchBytes = 0) {
    this.file = openSync(path, 'ax')
    this.batchBytes = batchBytes
  }

  append(operation: Omit<Operation, 'index'>): void {
    this.appendMembers(JSON.stringify(operation).slice(1, -1))
  }

  /**
   * An operation as JSON already, without its braces and its index. Throws once the journal is closed: a late answer must
   * not reach whatever file was given its number since.
   */
  appendMembers(json: string): void {
    if (this.closed) throw new SplitbrainError('crash', 'The history is closed already.')
    this.held += `{"index":${this.next++},${json}}\n`
    if (this.held.length >= this.batchBytes) this.flush()
  }

  private flush(): void {
    const held = this.held
    this.held = ''
    writeSync(this.file, held)
  }

  [Symbol.dispose](): void {
    if (this.closed) return
    this.closed = true
    try {
      this.flush()
    } finally {
      closeSync(this.file)
    }
  }
}
