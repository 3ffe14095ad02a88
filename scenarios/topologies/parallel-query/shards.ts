import { hashPartition } from '../../databases/postgres/hash-partition.ts'
import type { Part } from '../../databases/postgres/parted-tables.ts'
import { PlacedRows } from '../../workloads/placed-rows.ts'

/** Who has no rows and asks those that have them. */
export const COORDINATOR = 'coordinator'

/** Servers with a part of the rows each, by a hash of their keys. */
export class Shards extends PlacedRows {
  readonly names: readonly string[]

  constructor(count: number) {
    super()
    this.names = Array.from({ length: count }, (_, i) => `shard${i + 1}`)
  }

  of(key: number): string {
    return this.names[hashPartition(key, this.names.length)]
  }

  get parts(): Part[] {
    const modulus = this.names.length
    return this.names.map((server, remainder) => ({ server, modulus, remainder }))
  }
}
