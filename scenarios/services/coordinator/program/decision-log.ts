import { closeSync, fsyncSync, openSync, readFileSync, truncateSync } from 'node:fs'
import { open, type FileHandle } from 'node:fs/promises'
import { crc32 } from 'node:zlib'

/** Where decisions to commit are kept; whatever is not in it was not decided, and is rolled back. */
export interface Decisions {
  /** In their order, those that are not known to be done on every server. */
  readonly undone: ReadonlySet<string>
  /** Nobody has begun it: whatever is in doubt then was decided, or not, in one that is lost. */
  readonly isNew: boolean
  /** From here on who finds it knows that there was one. */
  begin(): Promise<void>
  /** It is on the disk when this returns. */
  decide(gid: string): Promise<void>
  done(gid: string): Promise<void>
}

/** A line for each decision and for each that was carried out, with a checksum of its own. */
export class DecisionLog implements Decisions {
  readonly undone: Set<string>
  readonly isNew: boolean
  private readonly file: FileHandle

  private constructor(file: FileHandle, { undone, isNew }: Recalled) {
    this.file = file
    this.undone = undone
    this.isNew = isNew
  }

  static async open(path: string): Promise<DecisionLog> {
    const recalled = recall(path)
    const file = await open(path, 'a', 0o600)
    syncFolder()
    return new DecisionLog(file, recalled)
  }

  async begin(): Promise<void> {
    await this.file.write(lineOf('begin', 'log'))
    await this.file.datasync()
  }

  async decide(gid: string): Promise<void> {
    try {
      await this.file.write(lineOf('commit', gid))
      await this.file.datasync()
    } catch (error) {
      // It may be on the disk or not: who comes after this one finds out.
      console.error(`coordinator: the log can't be written: ${(error as Error).message}`)
      process.exit(1)
    }
    this.undone.add(gid)
  }

  /** Where this is lost, a later recovery finds nothing to do. */
  async done(gid: string): Promise<void> {
    this.undone.delete(gid)
    await this.file.write(lineOf('done', gid))
  }
}

/** Knows what it has decided for as long as it lives: the defect that a run can plant. */
export class Forgetful implements Decisions {
  readonly undone = new Set<string>()
  readonly isNew = false

  async begin(): Promise<void> {}

  async decide(gid: string): Promise<void> {
    this.undone.add(gid)
  }

  async done(gid: string): Promise<void> {
    this.undone.delete(gid)
  }
}

const words = ['begin', 'commit', 'done'] as const
type Word = (typeof words)[number]

export function lineOf(word: Word, gid: string): string {
  const said = `${word} ${gid}`
  return `${said} ${crc32(said).toString(16)}\n`
}

type Recalled = Pick<DecisionLog, 'undone' | 'isNew'>

/**
 * What stands in the log. A last line without an end was being written when its writer died: nobody had been told of
 * it, and it is cut off. Anything else that is no line of ours may have been a decision, so nobody may go on.
 */
function recall(path: string): Recalled {
  const undone = new Set<string>()
  const text = textOf(path)
  const end = text.lastIndexOf('\n') + 1
  for (const [i, line] of text.slice(0, end).split('\n').slice(0, -1).entries()) {
    const [said, gid] = line.split(' ')
    const word = words.find((each) => each === said)
    if (word === undefined || lineOf(word, gid) !== `${line}\n`)
      throw new Error(
        `the log ${path} is damaged in line ${i + 1}: bring back a copy of it, or decide by hand what stands in pg_prepared_xacts`,
      )
    if (word === 'commit') undone.add(gid)
    if (word === 'done') undone.delete(gid)
  }
  if (end < text.length) truncateSync(path, Buffer.byteLength(text.slice(0, end)))
  return { undone, isNew: end === 0 }
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return ''
    throw error
  }
}

/** So that the log's name is on the disk too. */
function syncFolder(): void {
  const folder = openSync('.', 'r')
  fsyncSync(folder)
  closeSync(folder)
}
