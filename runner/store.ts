import { appendFileSync, existsSync } from 'node:fs'
import { lstat, mkdir, rename, rm, symlink, writeFile } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { SplitbrainError } from '../history/errors.ts'
import { FORMAT } from './read-run.ts'
import { scrub } from './secrets.ts'
import type { LinkState, NodeState, RunRecord, RunResults } from './results.ts'

/** The folder of one run; anything in it can be read again, and judged again, years later. */
export class RunFolder {
  readonly path: string

  private constructor(path: string) {
    this.path = path
  }

  /** Makes the folder with `run.json` in it, and points `latest` there. */
  static async make(parent: string, record: RunRecord): Promise<RunFolder> {
    const folder = new RunFolder(resolve(parent, record.id))
    try {
      await makeFolders(join(folder.path, 'logs'))
      await folder.writeRecord(record)
      await folder.becomeLatest()
    } catch (cause) {
      throw new SplitbrainError(
        'unavailable',
        `The run's folder can't be made in ${resolve(parent)}: name a folder that you may write to with --output, on a disk with room.`,
        { cause },
      )
    }
    return folder
  }

  get history(): string {
    return join(this.path, 'history.jsonl')
  }

  appendState(states: (NodeState | LinkState)[]): void {
    const lines = states.map((state) => `${JSON.stringify(state)}\n`)
    appendFileSync(join(this.path, 'state.jsonl'), lines.join(''))
  }

  async writeLog(node: string, text: string): Promise<void> {
    await writeFile(join(this.path, 'logs', `${node}.log`), scrub(text))
  }

  async writeRecord(record: RunRecord): Promise<void> {
    await this.write('run.json', { format: FORMAT, ...record })
  }

  async writeResults(results: RunResults): Promise<void> {
    await this.write('results.json', { format: FORMAT, ...results })
  }

  async writeReport(html: string): Promise<void> {
    await this.replace('report.html', html)
  }

  private async write(name: string, content: object): Promise<void> {
    await this.replace(name, `${JSON.stringify(content, null, 2)}\n`)
  }

  /** Made beside and renamed, so that who reads it, or ends this process now, finds the old one or the new one whole. */
  private async replace(name: string, content: string): Promise<void> {
    const text = scrub(content)
    const path = join(this.path, name)
    const draft = `${path}.draft`
    try {
      await writeFile(draft, text)
      await rename(draft, path)
    } catch {
      // A full disk may have room for it where the old one is.
      await rm(draft, { force: true })
      await writeFile(path, text)
    }
  }

  /** A link made beside and renamed, so that `latest` always points somewhere; what is no link is not ours. */
  private async becomeLatest(): Promise<void> {
    const link = join(this.path, '..', 'latest')
    const found = await lstat(link).catch(() => undefined)
    if (found !== undefined && !found.isSymbolicLink())
      return void process.stderr.write(`${link} is no link of ours and stays as it is.\n`)
    const draft = `${link}.${process.pid}`
    await rm(draft, { force: true })
    await symlink(basename(this.path), draft)
    await rename(draft, link)
  }
}

/** As `mkdir`'s own `recursive`, which never comes to an end below /proc, where folders are there and take none. */
async function makeFolders(path: string): Promise<void> {
  if (existsSync(path)) return
  await makeFolders(dirname(path))
  await mkdir(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error
  })
}
