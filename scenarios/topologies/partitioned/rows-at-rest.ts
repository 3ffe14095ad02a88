import { differing, type Rows } from '../../claims/rows-at-rest.ts'
import { officesIn, type Offices } from './offices.ts'

/** Of each office its own rows as it holds them itself, or what its own servers hold differently. */
export function ownRowsAtRest(
  copies: ReadonlyMap<string, Rows>,
  offices: Offices,
): { rows: Rows; different?: string } {
  const rows: Rows = new Map()
  for (const office of offices.names) {
    const own = new Map<string, Rows>()
    for (const [node, held] of copies)
      if (officesIn(node).includes(office))
        own.set(node, new Map([...held].filter(([, { row }]) => offices.of(row) === office)))
    const different = differing(own)
    if (different !== undefined) return { rows, different }
    for (const held of own.values()) for (const [name, row] of held) rows.set(name, row)
  }
  return { rows }
}
