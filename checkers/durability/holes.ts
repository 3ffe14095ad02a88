import { FAULT_PROCESS, type History } from '../../runner/history/history.ts'
import { nodeOf } from '../availability/calls.ts'
import type { Fates, Write } from './fates.ts'

/** A lost write, and one that was invoked after its acknowledgement and survived. */
export interface Hole {
  lost: Write
  survivor: Write
}

/**
 * The lost writes that were acknowledged before some surviving write of the same line was even invoked. A line is
 * what one node acknowledged between two fault events: within it, asynchronous replication can lose only a suffix;
 * a write of the next line may well survive what was lost before it.
 */
export function holesOf(history: History, { lost, kept }: Fates): Hole[] {
  const epoch = epochs(history)
  const line = ({ end }: Write) => `${epoch[end]} ${nodeOf(history, end)}`
  const survivors = new Map<string, Write>()
  for (const survivor of lost.length > 0 ? kept : []) {
    if (epoch[survivor.start] !== epoch[survivor.end]) continue
    const last = survivors.get(line(survivor))
    if (last === undefined || survivor.start > last.start) survivors.set(line(survivor), survivor)
  }
  return lost.flatMap((write) => {
    const survivor = survivors.get(line(write))
    return survivor !== undefined && survivor.start > write.end ? [{ lost: write, survivor }] : []
  })
}

/** For each row, how many fault events came before it; to notice a fault changes nothing. */
function epochs(history: History): Int32Array {
  const detect = history.nameOf('detect')
  const epoch = new Int32Array(history.length)
  let current = 0
  for (let row = 0; row < history.length; row++) {
    if (history.process[row] === FAULT_PROCESS && history.f[row] !== detect) current++
    epoch[row] = current
  }
  return epoch
}
