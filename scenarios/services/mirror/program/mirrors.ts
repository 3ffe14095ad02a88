import {
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { basename, dirname, join } from 'node:path'
import type { Inlet } from './inlet.ts'
import type { All, Delivery, Piece } from './message.ts'
import { entriesOf } from './tree.ts'

/** Nothing that is not whole has a name without a dot. */
const DRAFT = '.draft'
const RELEASED = '.released'

/** A whole copy: of whom, and of which pass. */
interface Whole {
  path: string
  origin: string
  number: number
}

/** The copies that a standby keeps: the last whole one, and what comes of the next. */
export class Mirrors {
  private readonly data: string
  private readonly folder: string
  private readonly draft: string
  private readonly released: string
  private deliveries = 0

  /** Kept in a folder until one of them becomes `data`. */
  constructor(data: string, folder: string) {
    this.data = data
    this.folder = folder
    this.draft = join(folder, DRAFT)
    this.released = join(folder, RELEASED)
    mkdirSync(folder, { recursive: true })
  }

  /** The number of the last whole copy that somebody delivered. */
  lastOf(origin: string): number | undefined {
    const whole = this.whole()
    return whole?.origin === origin ? whole.number : undefined
  }

  /** Takes what comes, which counts once it is whole, unless it goes into the last one's place as it comes. */
  async take(inlet: Inlet, { origin, number, inPlace }: Delivery): Promise<void> {
    const mine = ++this.deliveries
    const known = this.lastOf(origin) === undefined ? undefined : this.whole()
    const target = inPlace && known ? known.path : this.draft
    if (target === this.draft) rmSync(target, { recursive: true, force: true })
    mkdirSync(target, { recursive: true })
    for (;;) {
      const piece = JSON.parse(await inlet.line()) as Piece
      const content = 'path' in piece ? await inlet.bytes(piece.bytes) : undefined
      if (this.deliveries !== mine) throw new Error('another delivery or the takeover came first')
      if ('path' in piece) put(join(target, piece.path), content!)
      else {
        complete(target, known?.path, piece, inPlace)
        this.replace(target, join(this.folder, `${origin}-${number}`))
        return
      }
    }
  }

  /** The last whole copy becomes the data directory, and nothing that comes still counts: its number. */
  release(): number | undefined {
    this.deliveries++
    const whole = this.whole()
    if (whole !== undefined) {
      // What they have in common would change with it.
      for (const { path } of this.wholes().slice(0, -1)) rmSync(path, { recursive: true })
      rmSync(this.data, { recursive: true, force: true })
      writeFileSync(this.released, String(whole.number))
      renameSync(whole.path, this.data)
    }
    const isReleased = existsSync(this.released) && existsSync(this.data)
    return isReleased ? Number(readFileSync(this.released, 'utf8')) : undefined
  }

  private replace(draft: string, place: string): void {
    const before = this.wholes()
    renameSync(draft, place)
    for (const { path } of before)
      if (path !== place) rmSync(path, { recursive: true, force: true })
  }

  private whole(): Whole | undefined {
    return this.wholes().at(-1)
  }

  /** By their numbers: two where whoever kept them was killed as one took the other's place. */
  private wholes(): Whole[] {
    return readdirSync(this.folder)
      .flatMap((name) => {
        const [, origin, number] = /^(\w+)-(\d+)$/.exec(name) ?? []
        const path = join(this.folder, name)
        return number === undefined ? [] : [{ path, origin, number: Number(number) }]
      })
      .toSorted((a, b) => a.number - b.number)
  }
}

/** Never half of it under its own name. */
function put(path: string, content: Buffer): void {
  mkdirSync(dirname(path), { recursive: true })
  const part = join(dirname(path), `.part.${basename(path)}`)
  writeFileSync(part, content)
  renameSync(part, path)
}

/** What did not come anew is as it was in the copy before; what is not to be there any more goes. */
function complete(target: string, before: string | undefined, all: All, isLive: boolean): void {
  for (const path of all.folders) mkdirSync(join(target, path), { recursive: true })
  if (target === before) {
    const kept = new Set(all.files)
    for (const { path, isFolder } of entriesOf(target))
      if (!isFolder && !kept.has(path)) rmSync(join(target, path))
    return
  }
  const missing = all.files.filter((path) => !existsSync(join(target, path)))
  // Of what changes as it is copied something may be gone before its turn comes.
  if (before === undefined && isLive) return
  if (before === undefined && missing.length > 0) throw new Error(`${missing[0]} did not come`)
  for (const path of missing) linkSync(join(before!, path), join(target, path))
}
