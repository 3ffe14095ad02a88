import { PlacedRows } from '../../workloads/placed-rows.ts'

const cities = ['london', 'paris', 'berlin', 'madrid'] as const

/** Where there are servers, and whose each row is. */
export class Offices extends PlacedRows {
  readonly names: readonly string[]

  constructor(count: number) {
    super()
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
}

/** An office's servers: the first one has its name, and so has the other with a number. */
export function nodesOf(office: string, standbys: number): string[] {
  return [office, ...Array.from({ length: standbys }, (_, i) => `${office}${i + 2}`)]
}

/** The offices of one node, or of several that answered together. */
export function officesIn(node: string): string[] {
  return node.split('+').map((each) => each.replace(/\d+$/, ''))
}
