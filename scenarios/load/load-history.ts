import { Journal } from '../../history/journal.ts'
import { errorText, outcomeOf } from '../databases/postgres/outcome.ts'

/** Lines are handed to the kernel together: each by itself would cost as much as the rest of a client. */
const BATCH_BYTES = 64 * 1024

/** When each transaction began and how it ended, as operations of its client that are called as its script. */
export class LoadHistory implements Disposable {
  private readonly journal: Journal
  private readonly scripts = new Map<string, string>()

  /** Throws where there is a file already. */
  constructor(path: string) {
    this.journal = new Journal(path, BATCH_BYTES)
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
    this.journal.appendMembers(
      `"process":${process},"type":"${type}","f":${f},"value":null,"timeNs":${timeNs}${more}`,
    )
  }

  [Symbol.dispose](): void {
    this.journal[Symbol.dispose]()
  }
}
