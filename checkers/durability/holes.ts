import type { History } from '../../history/history.ts'
import { nodeRowOf } from '../availability/calls.ts'
import { CRASH } from '../availability/deaths.ts'
import type { Elements } from './elements.ts'
import type { Fates } from './fates.ts'
import { IN_LAST, type Sightings } from './sightings.ts'

/** A lost element, and one that was invoked after its acknowledgement and survived. */
export interface Hole {
  lost: number
  survivor: number
}

/**
 * The lost writes that were acknowledged before some surviving write of the same line was even invoked. A line is
 * what one node acknowledged between two fault events: within it, asynchronous replication can lose only a suffix;
 * a write of the next line may well survive what was lost before it.
 */
export function holesOf(
  history: History,
  elements: Elements,
  { lost }: Fates,
  { atEnd }: Sightings,
): Hole[] {
  if (lost.length === 0) return []
  const { invoked, acknowledged } = elements
  const epoch = epochs(history)
  const line = (row: number) =>
    epoch[row] * (history.nodes.length + 1) + nodeRowOf(history, row) + 1
  const lastSurvivor = new Map<number, number>()
  for (let id = 0; id < elements.length; id++) {
    if (acknowledged[id] < 0 || atEnd[id] !== IN_LAST) continue
    const last = lastSurvivor.get(line(acknowledged[id]))
    if (last === undefined || invoked[id] > invoked[last])
      lastSurvivor.set(line(acknowledged[id]), id)
  }
  return lost.flatMap((id) => {
    const survivor = lastSurvivor.get(line(acknowledged[id]))
    const after = survivor !== undefined && invoked[survivor] > acknowledged[id]
    return after ? [{ lost: id, survivor }] : []
  })
}

const changing: ReadonlySet<string> = new Set([CRASH, 'failover'])

/** For each row, how many events came before it that may have changed something. */
function epochs(history: History): Int32Array {
  const epoch = new Int32Array(history.length)
  let current = 0
  for (let row = 0; row < history.length; row++) {
    if (mayChange(history, row)) current++
    epoch[row] = current
  }
  return epoch
}

/** What is only noticed changes nothing; but each crash of a fault that has several is, and so is what a manager does. */
function mayChange({ kinds, names, f }: History, row: number): boolean {
  const kind = kinds.get(row)
  return kind !== undefined && (kind !== 'observed' || changing.has(names[f[row]]))
}
