import { faultSpans } from '../../checkers/availability/faults.ts'
import type { History } from '../../history/history.ts'

/** What was done to a file of the disk, and what became of the server on it. */
export interface Damage {
  /** Where the server was. */
  node: string
  /** What kind of file. */
  of: string
  /** What it was done below, where nobody wrote it to the file. */
  below?: string
  /** `started` or `refused`, where it was started after that. */
  server: string
  fromRow: number
}

/** Each fault that tells of one; it is there for good, for nobody has another copy to mend it from. */
export function damages(history: History): Damage[] {
  return faultSpans(history).flatMap(({ nodes: [node], inForceRow: fromRow }) => {
    const { damage } = (history.value[fromRow] ?? {}) as {
      damage?: Omit<Damage, 'node' | 'fromRow'>
    }
    return damage === undefined ? [] : [{ ...damage, node, fromRow }]
  })
}
