import type { History } from '../../history/history.ts'
import type { Age, Findings, Violation } from './guarantees.ts'
import { registersOf, type Register, type RegisterRead, type Write } from './registers.ts'

/**
 * Ages and session guarantees of register reads. A write is newer than another for certain when it was invoked
 * after the other was in place, and only what is certain is counted: concurrent writes have no order.
 */
export function judgeRegisters(history: History, initial: unknown): Findings {
  const findings: Findings = { ages: [], violations: [] }
  for (const register of registersOf(history, initial)) {
    if (register.writes.every(({ placed }) => placed === Infinity)) continue
    const newer = new Newer(register)
    for (const read of register.reads) {
      const missed = newer.firstMissedBy(read)
      findings.ages.push(ageOf(history, newer, read, missed))
      if (missed) findings.violations.push(stale(read, missed))
    }
    for (const violation of sessions(register)) findings.violations.push(violation)
  }
  return findings
}

function ageOf(history: History, newer: Newer, read: RegisterRead, missed: Write | undefined): Age {
  if (!missed) return { end: read.end, ageNs: 0, versions: 0 }
  const ageNs = history.timeNs[read.start] - history.timeNs[missed.acknowledged]
  return { end: read.end, ageNs, versions: newer.countMissedBy(read) }
}

/** Finds, among the writes of one register, those that were acknowledged before a read and are newer than what it saw. */
class Newer {
  private readonly writes: Write[]
  /** For each write, the one that was acknowledged first from it on. */
  private readonly firstFrom: Write[]

  constructor({ writes }: Register) {
    this.writes = writes
    this.firstFrom = [...writes]
    for (let i = writes.length - 2; i >= 0; i--)
      if (this.firstFrom[i + 1].acknowledged < writes[i].acknowledged)
        this.firstFrom[i] = this.firstFrom[i + 1]
  }

  firstMissedBy(read: RegisterRead): Write | undefined {
    const first = this.firstFrom[this.from(read)]
    return first && first.acknowledged < read.start ? first : undefined
  }

  countMissedBy(read: RegisterRead): number {
    let count = 0
    for (let i = this.from(read); i < this.writes.length && this.writes[i].start < read.start; i++)
      if (this.writes[i].acknowledged < read.start) count++
    return count
  }

  /** The first write that was invoked after what the read saw was in place, by bisection. */
  private from({ saw }: RegisterRead): number {
    let [low, high] = [0, this.writes.length]
    while (low < high) {
      const middle = (low + high) >> 1
      if (this.writes[middle].start > saw.placed) high = middle
      else low = middle + 1
    }
    return low
  }
}

function stale(read: RegisterRead, missed: Write): Violation {
  return {
    guarantee: 'recency',
    summary: `A read saw ${show(read.saw)} after ${show(missed)} had been acknowledged.`,
    rows: [...rowsOf(read), missed.start],
  }
}

function* sessions({ writes, reads }: Register): Generator<Violation> {
  const written = new Map<number, Write>()
  const before = new Map<number, RegisterRead>()
  let next = 0
  for (const read of reads) {
    for (; next < writes.length && writes[next].start < read.start; next++)
      written.set(writes[next].process, writes[next])
    // A process does one thing at a time, so its earlier write was acknowledged, unless nobody knows whether.
    const mine = written.get(read.process)
    if (mine && mine.acknowledged < read.start && read.saw.placed < mine.start)
      yield {
        guarantee: 'read your writes',
        summary: `A process wrote ${show(mine)} and then read the older ${show(read.saw)}.`,
        rows: [...rowsOf(read), mine.start],
      }
    const earlier = before.get(read.process)
    if (earlier && read.saw.placed < earlier.saw.start)
      yield {
        guarantee: 'monotonic reads',
        summary: `A process read ${show(earlier.saw)} and then the older ${show(read.saw)}.`,
        rows: [...rowsOf(read), ...rowsOf(earlier)],
      }
    before.set(read.process, read)
  }
}

/** The read, the write that it saw, and what shows since when that was in place. */
function rowsOf({ end, saw }: RegisterRead): number[] {
  return saw.start < 0 ? [end] : [end, saw.start, saw.placed]
}

function show({ value }: Write): string {
  return JSON.stringify(value)
}
