import { rowsOf } from '../../workloads/rows.ts'
import type { Request } from '../../../runner/workload.ts'

const cities = ['london', 'paris', 'berlin', 'madrid'] as const

/** Where there are servers, and whose each row is. */
export class Offices {
  readonly names: readonly string[]

  constructor(count: number) {
    this.names = cities.slice(0, count)
  }

  /** A row's one writer, by its primary key: of two, even ones are London's and odd ones Paris's. */
  of(key: number): string {
    const { length } = this.names
    return this.names[((key % length) + length) % length]
  }

  /** The same for the servers, as a condition on a column. */
  ownRows(office: string, column: string): string {
    const { length } = this.names
    return `((${column} % ${length}) + ${length}) % ${length} = ${this.names.indexOf(office)}`
  }

  /** Whose rows a request is of, in the offices' order; of all of them where it names no row. */
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

/** An office's servers: the first one has its name, and so has the other with a number. */
export function nodesOf(office: string, standbys: number): string[] {
  return [office, ...Array.from({ length: standbys }, (_, i) => `${office}${i + 2}`)]
}

/** The offices of one node, or of several that answered together. */
export function officesIn(node: string): string[] {
  return node.split('+').map((each) => each.replace(/\d+$/, ''))
}
