import { appendFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs'
import { dirname } from 'node:path'

/** What one run of an experiment showed. */
export interface Trial {
  experiment: string
  seed: number
  seen: boolean
  /** What claims and findings said, where it was not seen. */
  reasons?: string[]
  verdict: string
  acknowledged: number | null
  lost: number | null
  rtoSeconds: number | null
  versions: Record<string, string>
  command: string
}

type Kept = Pick<Trial, 'experiment' | 'seed'>

/** Trials are kept as they end, so that a series which was broken off goes on where it was. */
export class Trials<T extends Kept = Trial> {
  private readonly file: string
  private readonly all: T[]

  constructor(file: string) {
    this.file = file
    mkdirSync(dirname(file), { recursive: true })
    const text = existsSync(file) ? readFileSync(file, 'utf8') : ''
    this.all = text
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as T)
  }

  every(): readonly T[] {
    return this.all
  }

  of(experiment: string): T[] {
    return this.all.filter((trial) => trial.experiment === experiment)
  }

  has(experiment: string, seed: number): boolean {
    return this.of(experiment).some((trial) => trial.seed === seed)
  }

  add(trial: T): void {
    this.all.push(trial)
    appendFileSync(this.file, `${JSON.stringify(trial)}\n`)
  }
}
