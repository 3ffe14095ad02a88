import type { History } from '../../runner/history/history.ts'
import { collect, type Collected, type Read } from '../durability/collect.ts'
import { sight } from '../durability/sightings.ts'
import { breaches } from './breaches.ts'
import type { Age, Findings } from './guarantees.ts'
import { Shown } from './shown.ts'

/** Ages and session guarantees of the reads of sets and lists, which show every write that they know of. */
export function judgeElements(history: History): Findings {
  const collected = collect(history)
  const { lastSeen } = sight(history, collected)
  const acknowledged = acknowledgedByPlace(collected)
  const findings: Findings = { ages: [], violations: [] }
  for (const [place, reads = []] of collected.reads.entries()) {
    if (acknowledged[place].length === 0) continue
    const shown = new Shown(collected, place, acknowledged[place])
    const readsBy = new Map<number, Read[]>()
    for (const read of reads) {
      shown.turnTo(read)
      const missing = shown.missing()
      // What is never seen again may be lost for good, and then no reader is behind for not showing it.
      const late = missing.filter((id) => lastSeen[id] >= 0 && reads[lastSeen[id]].end > read.start)
      findings.ages.push(ageOf(history, collected, read, late))
      const seenAgain = late.length > 0 ? reads[lastSeen[late[0]]] : null
      findings.violations.push(
        ...breaches(history, collected, { shown, missing, late, seenAgain, readsBy }),
      )
      const process = history.process[read.start]
      const earlier = readsBy.get(process)
      if (earlier) earlier.push(read)
      else readsBy.set(process, [read])
    }
  }
  return findings
}

function acknowledgedByPlace({ elements }: Collected): number[][] {
  const byPlace: number[][] = elements.keys.map(() => [])
  for (let id = 0; id < elements.length; id++)
    if (elements.acknowledged[id] >= 0) byPlace[elements.place[id]].push(id)
  for (const ids of byPlace) ids.sort((a, b) => elements.acknowledged[a] - elements.acknowledged[b])
  return byPlace
}

function ageOf(history: History, { elements }: Collected, read: Read, late: number[]): Age {
  if (late.length === 0) return { end: read.end, ageNs: 0, versions: 0 }
  const sinceNs = history.timeNs[elements.acknowledged[late[0]]]
  return { end: read.end, ageNs: history.timeNs[read.start] - sinceNs, versions: late.length }
}
