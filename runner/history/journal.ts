import { closeSync, openSync, writeSync } from 'node:fs'
import type { Operation } from './operation.ts'

/**
 * The append-only history.jsonl of a run: each operation is handed to the kernel before the next one happens, so a
 * harness that is killed leaves everything it saw, with at most a cut last line.
 */
export class Journal implements Disposable {
  private readonly file: number
  private next = 0

  constructor(path: string) {
    this.file = openSync(path, 'ax')
  }

  append(operation: Omit<Operation, 'index'>): void {
    writeSync(this.file, `${JSON.stringify({ index: this.next++, ...operation })}\n`)
  }

  [Symbol.dispose](): void {
    closeSync(this.file)
  }
}
