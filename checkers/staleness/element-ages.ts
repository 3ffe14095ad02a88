import type { History } from '../../history/history.ts'
import { collect, type Collected } from '../durability/collect.ts'
import type { Read } from '../durability/place-read.ts'
import { sight } from '../durability/sightings.ts'
import { breaches } from './breaches.ts'
import type { Age, Findings } from './guarantees.ts'
import { Shown } from './shown.ts'

/**
 * Ages and session guarantees of the reads of sets and lists, which show every write that they know of. An element
 * is known from its acknowledgement, or from the end of the first read that showed it.
 */
export function judgeElements(history: History): Findings {
  const collected = collect(history)
  const { lastSeen, known } = sight(history, collected)
  const knownByPlace = inOrderOfKnowledge(collected, known)
  const shown = new Shown(collected, knownByPlace, known)
  const findings: Findings = { ages: [], violations: [] }
  for (const [place, reads = []] of collected.reads.entries()) {
    // Where nothing was ever written, a read that shows nothing proves nothing.
    if (knownByPlace[place].length === 0) continue
    const readsBy = Map.groupBy(reads, ({ start }) => history.process[start])
    const before = new Map<number, Read>()
    for (const read of reads) {
      shown.turnTo(place, read)
      const absent = shown.absent()
      // What is never seen again may be lost for good, and then no reader is behind for not showing it.
      const late = absent.filter((id) => reads[lastSeen[id]]?.end > read.start)
      findings.ages.push(ageOf(history, known, read, late))
      const process = history.process[read.start]
      const earlier = before.get(process) ?? null
      const seenAgain = late.length > 0 ? reads[lastSeen[late[0]]] : null
      const judged = { shown, known, absent, late, seenAgain, earlier, readsBy }
      findings.violations.push(...breaches(history, collected, judged))
      before.set(process, read)
    }
  }
  return findings
}

/** What somebody tried to remove may rightly be missing, so it dates no read. */
function inOrderOfKnowledge({ elements, removals }: Collected, known: Int32Array): number[][] {
  const byPlace: number[][] = elements.keys.map(() => [])
  for (let id = 0; id < elements.length; id++)
    if (known[id] >= 0 && !removals.has(id)) byPlace[elements.place[id]].push(id)
  for (const ids of byPlace) ids.sort((a, b) => known[a] - known[b])
  return byPlace
}

function ageOf({ timeNs }: History, known: Int32Array, read: Read, late: number[]): Age {
  const overdue = late.filter((id) => known[id] < read.start)
  const ageNs = overdue.length > 0 ? timeNs[read.start] - timeNs[known[overdue[0]]] : 0
  return { end: read.end, ageNs, versions: overdue.length }
}
