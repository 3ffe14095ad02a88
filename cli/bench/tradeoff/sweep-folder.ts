import { existsSync } from 'node:fs'
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { SplitbrainError } from '../../../history/errors.ts'
import type { Kill, Tradeoff } from '../../../reports/tradeoff/results.ts'
import type { Block } from './block.ts'
import { JsonLines } from './json-lines.ts'

/** What may not change between what is there and what is added to it. */
export type Identity = Pick<Tradeoff, 'plan' | 'machine' | 'versions'>

/** Where a sweep keeps what it measured, and what is made of that. */
export class SweepFolder {
  readonly path: string
  readonly blocks: JsonLines<Block>
  readonly kills: JsonLines<Kill>

  private constructor(path: string) {
    this.path = path
    this.blocks = new JsonLines(join(path, 'points.jsonl'))
    this.kills = new JsonLines(join(path, 'kills.jsonl'))
  }

  /** Goes on with what is there of the same sweep; `fresh` forgets it. A `usage` error tells what is of another one. */
  static async open(path: string, identity: Identity, fresh: boolean): Promise<SweepFolder> {
    if (fresh) for (const name of kept) await rm(join(path, name), { force: true })
    const file = join(path, 'sweep.json')
    if (existsSync(file)) refuseOther(path, JSON.parse(await readFile(file, 'utf8')), identity)
    await mkdir(path, { recursive: true })
    await writeFile(file, `${JSON.stringify(identity, null, 2)}\n`)
    return new SweepFolder(path)
  }

  /** Runs of kills have a folder each in here. */
  get runs(): string {
    return join(this.path, 'runs')
  }

  async write(name: string, content: string | Uint8Array): Promise<void> {
    const path = join(this.path, name)
    try {
      await writeFile(path, content)
    } catch (cause) {
      const message = `${path} can't be written: make room there, and the same command writes it again.`
      throw new SplitbrainError('unavailable', message, { cause })
    }
  }
}

const kept = ['sweep.json', 'points.jsonl', 'kills.jsonl']

function refuseOther(path: string, there: Identity, asked: Identity): void {
  const other = (['plan', 'machine', 'versions'] as const)
    .flatMap((part) => differences(there[part], asked[part]))
    .at(0)
  if (other === undefined) return
  throw new SplitbrainError(
    'usage',
    `${path} holds a sweep with another ${other}: give the same, another --out, or --fresh to forget it.`,
  )
}

/** The names of what differs, with both values. */
function differences(there: object, asked: object): string[] {
  const [a, b] = [there, asked] as Record<string, unknown>[]
  const differing = Object.keys({ ...a, ...b }).filter((key) => !isDeepStrictEqual(a[key], b[key]))
  return differing.map((key) => `${key} (${JSON.stringify(a[key])}, not ${JSON.stringify(b[key])})`)
}
