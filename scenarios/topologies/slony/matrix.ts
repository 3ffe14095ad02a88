import type { Cell } from '../../matrix/cell.ts'

/** The manual's column "Trigger-Based Replication". */
export const matrix: readonly Cell[] = []
