import type { Request } from '../../runner/workload.ts'
import { rowsOf } from './rows.ts'

/** Rows that each lie with one of several, by their keys. */
export abstract class PlacedRows {
  abstract readonly names: readonly string[]

  /** Who has a row, by its primary key. */
  abstract of(key: number): string

  /** Whose rows a request is of, in the order of their names; of all of them where it names no row. */
  homesOf(request: Pick<Request, 'key' | 'value'>): string[] {
    const homes = rowsOf(request)?.map((row) => this.of(row))
    return this.names.filter((name) => homes?.includes(name) ?? true)
  }

  /** The one whose rows a request is of; undefined where it is of rows of several. */
  homeOf(request: Pick<Request, 'key' | 'value'>): string | undefined {
    const [home, ...others] = this.homesOf(request)
    return others.length === 0 ? home : undefined
  }
}
