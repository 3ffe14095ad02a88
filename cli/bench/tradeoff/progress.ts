import { clearLine, cursorTo } from 'node:readline'
import { columnsOf } from '../../../reports/columns.ts'
import { shorten } from '../../../reports/plain-text.ts'

/** Where nobody's terminal is written over, a line so often is enough. */
const LINE_EVERY_MS = 15_000
const BAR_COLUMNS = 20

/** The two kinds of parts, for they take unlike long. */
export type Part = 'block' | 'kill'

/** How far a sweep is and how long it will still take, on standard error. */
export class Progress {
  private readonly stream: NodeJS.WriteStream
  private readonly left: Record<Part, number> = { block: 0, kill: 0 }
  private readonly done: Record<Part, number> = { block: 0, kill: 0 }
  /** What one of each took so far, or may take. */
  private readonly eachMs: Record<Part, number>
  private beganMs = 0
  private saidMs = -Infinity

  /** `eachMs`: what one of each may take, until one was seen. */
  constructor(eachMs: Record<Part, number>, stream: NodeJS.WriteStream = process.stderr) {
    this.eachMs = { ...eachMs }
    this.stream = stream
  }

  begin(left: Record<Part, number>): void {
    Object.assign(this.left, left)
  }

  /** Says what comes now. */
  readonly next = (what: string): void => {
    this.beganMs = performance.now()
    const text = `  ${this.text()}  ${what}`
    if (this.stream.isTTY) {
      cursorTo(this.stream, 0)
      clearLine(this.stream, 0)
      this.stream.write(shorten(text, columnsOf(this.stream) - 1))
    } else if (performance.now() - this.saidMs > LINE_EVERY_MS) {
      this.saidMs = performance.now()
      this.stream.write(`${text}\n`)
    }
  }

  /** Counts what `next` announced. */
  ended(part: Part): void {
    const tookMs = performance.now() - this.beganMs
    const count = ++this.done[part]
    this.left[part]--
    // The first one replaces the guess.
    this.eachMs[part] += (tookMs - this.eachMs[part]) / count
  }

  /** Leaves the line that was written over. */
  over(): void {
    if (this.stream.isTTY) this.stream.write('\n')
  }

  private text(): string {
    const leftMs = this.msOf(this.left)
    const share = leftMs === 0 ? 1 : this.msOf(this.done) / (this.msOf(this.done) + leftMs)
    const filled = Math.round(BAR_COLUMNS * share)
    const bar = `${'█'.repeat(filled)}${'░'.repeat(BAR_COLUMNS - filled)}`
    return `${bar} ${Math.floor(100 * share)} %, ${clockTime(leftMs)} left`
  }

  private msOf({ block, kill }: Record<Part, number>): number {
    return block * this.eachMs.block + kill * this.eachMs.kill
  }
}

/** `4:05`: minutes and seconds. */
export function clockTime(ms: number): string {
  const seconds = Math.round(ms / 1000)
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`
}
