import type { Cell } from '../../matrix/cell.ts'

export const matrix: readonly Cell[] = []
