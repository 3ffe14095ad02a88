import { OK, type History } from '../../history/history.ts'
import { isRead } from './gaps.ts'

/** The rows at which clients' writes were acknowledged, in order. */
export function* acknowledgedWrites(history: History): Generator<number> {
  for (let row = 0; row < history.length; row++)
    if (history.type[row] === OK && history.isClients(row) && !isRead(history, row)) yield row
}
