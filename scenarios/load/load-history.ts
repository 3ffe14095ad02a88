import { once } from 'node:events'
import { createWriteStream, type WriteStream } from 'node:fs'
import { finished } from 'node:stream/promises'
import { errorText, outcomeOf } from '../databases/postgres/outcome.ts'

/** Lines are written together: each by itself would cost as much as the rest of a client. */
const BATCH_BYTES = 64 * 1024

/**
 * When each transaction began and how it ended, as operations of its client that are called as its script. Unlike a run's
 * journal it never waits for the disk while clients wait for answers, and loses its last lines with its process.
 */
export class LoadHistory implements AsyncDisposable {
  private readonly file: WriteStream
  private readonly scripts = new Map<string, string>()
  private held = ''
  private next = 0

  private constructor(file: WriteStream) {
    this.file = file
    // Told once it is closed.
    file.on('error', () => {})
  }

  /** Throws where there is a file already. */
  static async open(path: string): Promise<LoadHistory> {
    const file = createWriteStream(path, { flags: 'ax' })
    await once(file, 'open')
    return new LoadHistory(file)
  }

  begun(process: number, script: string, timeNs: number, scheduledNs: number | undefined): void {
    const planned = scheduledNs === undefined ? '' : `,"scheduledNs":${scheduledNs}`
    this.append('invoke', process, script, timeNs, planned)
  }

  ended(process: number, script: string, timeNs: number, error: Error | undefined): void {
    if (error === undefined) return this.append('ok', process, script, timeNs, '')
    const told = `,"error":${JSON.stringify(errorText(error))}`
    this.append(outcomeOf(error), process, script, timeNs, told)
  }

  /** Written by hand, for it is done twice in each transaction. */
  private append(
    type: string,
    process: number,
    script: string,
    timeNs: number,
    more: string,
  ): void {
    const f = this.scripts.get(script) ?? JSON.stringify(script)
    this.scripts.set(script, f)
    this.held += `{"index":${this.next++},"process":${process},"type":"${type}","f":${f},"value":null,"timeNs":${timeNs}${more}}\n`
    if (this.held.length < BATCH_BYTES) return
    this.file.write(this.held)
    this.held = ''
  }

  /** Returns when all of it is written; throws what could not be. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.file.end(this.held)
    await finished(this.file)
  }
}
