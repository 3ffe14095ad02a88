import { appendFileSync, existsSync, readFileSync, truncateSync } from 'node:fs'
import { SplitbrainError } from '../../../history/errors.ts'

/** What was measured so far, a line each as it ends, so that a sweep that was broken off goes on where it was. */
export class JsonLines<T> {
  readonly all: T[]
  private readonly path: string

  /** Reads what is there; a line that a killed harness left half written is cut off. */
  constructor(path: string) {
    this.path = path
    const text = existsSync(path) ? readFileSync(path) : Buffer.alloc(0)
    const whole = text.subarray(0, text.lastIndexOf('\n') + 1)
    if (whole.length < text.length) truncateSync(path, whole.length)
    const lines = whole.toString().split('\n').slice(0, -1)
    this.all = lines.map((line, i) => this.parsed(line, i))
  }

  private parsed(line: string, i: number): T {
    try {
      return JSON.parse(line) as T
    } catch (cause) {
      const message = `${this.path}:${i + 1} is no line of a sweep: use --fresh, or another --out.`
      throw new SplitbrainError('usage', message, { cause })
    }
  }

  add(one: T): void {
    try {
      appendFileSync(this.path, `${JSON.stringify(one)}\n`)
    } catch (cause) {
      const message = `${this.path} can't be written: make room there, and the same command goes on from what it holds.`
      throw new SplitbrainError('unavailable', message, { cause })
    }
    this.all.push(one)
  }
}
