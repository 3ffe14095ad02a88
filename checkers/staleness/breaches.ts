import type { History } from '../../history/history.ts'
import type { Collected } from '../durability/collect.ts'
import type { Read } from '../durability/place-read.ts'
import type { Violation } from './guarantees.ts'
import type { Shown } from './shown.ts'

/** One read of a set or list, and what it is judged by. */
export interface Judged {
  shown: Shown
  /** For each element, the row from which on it was known. */
  known: Int32Array
  /** The elements that were known before it ended and that it lacks, in the order in which they became known. */
  absent: number[]
  /** Those of them that are seen later, and a read that shows the first of these. */
  late: number[]
  seenAgain: Read | null
  /** The same process's read of the place before this one. */
  earlier: Read | null
  /** All reads of the place by process, in the order of invocation. */
  readsBy: Map<number, Read[]>
}

/**
 * The promises that the read breaks, each at most once. Of a writer only the last write that is shown is looked at:
 * what that one followed, the earlier ones mostly followed too.
 */
export function* breaches(
  history: History,
  collected: Collected,
  judged: Judged,
): Generator<Violation> {
  const told = new Telling(history, collected, judged)
  yield* told.sessionOfReader()
  if (judged.absent.length > 0) yield* told.sessionsOfWriters()
  if (judged.shown.read.ordered) yield* told.order()
}

class Telling {
  private readonly history: History
  private readonly collected: Collected
  private readonly judged: Judged

  constructor(history: History, collected: Collected, judged: Judged) {
    this.history = history
    this.collected = collected
    this.judged = judged
  }

  *sessionOfReader(): Generator<Violation> {
    const { shown, known, absent, late, seenAgain, earlier } = this.judged
    const { acknowledged, invoked } = this.collected.elements
    const { start, end } = shown.read
    if (seenAgain && known[late[0]] < start)
      yield {
        guarantee: 'recency',
        summary: `A read lacks ${this.say(late[0])}, which was there before it and is seen later.`,
        rows: [invoked[late[0]], known[late[0]], end, seenAgain.end],
      }
    const reader = this.history.process[start]
    const mine = absent.find(
      (id) => this.writer(id) === reader && acknowledged[id] >= 0 && acknowledged[id] < start,
    )
    if (mine !== undefined)
      yield {
        guarantee: 'read your writes',
        summary: `A process wrote ${this.say(mine)} and then read without it.`,
        rows: [acknowledged[mine], end],
      }
    const vanished = earlier === null ? undefined : shown.lackingOf(earlier, absent)
    if (earlier && vanished !== undefined)
      yield {
        guarantee: 'monotonic reads',
        summary: `A process read ${this.say(vanished)} and then read without it.`,
        rows: [invoked[vanished], earlier.end, end],
      }
  }

  /** It shows a write, but not what its writer had written or read before, or what anybody had. */
  *sessionsOfWriters(): Generator<Violation> {
    const { shown, known, absent, late, seenAgain } = this.judged
    const { invoked } = this.collected.elements
    const { end } = shown.read
    const last = this.lastShownByWriter()
    const passed = absent.find((id) => invoked[last.get(this.writer(id)) ?? -1] > known[id])
    if (passed !== undefined) {
      const later = last.get(this.writer(passed))!
      yield {
        guarantee: 'monotonic writes',
        summary: `A process wrote ${this.say(passed)} and then ${this.say(later)}; a read shows only the second.`,
        rows: [invoked[passed], known[passed], invoked[later], end],
      }
    }
    for (const id of last.values()) {
      const followed = this.readBefore(id)
      if (!followed) continue
      yield {
        guarantee: 'writes follow reads',
        summary: `A process read ${this.say(followed.id)} and then wrote ${this.say(id)}; a read shows only the second.`,
        rows: [invoked[followed.id], followed.read.end, invoked[id], end],
      }
      break
    }
    const newest = [...last.values()].find((id) => invoked[id] > known[late[0]])
    if (seenAgain && newest !== undefined)
      yield {
        guarantee: 'consistent prefix',
        summary: `A read shows ${this.say(newest)} without ${this.say(late[0])}, which was there before that began.`,
        rows: [invoked[late[0]], known[late[0]], invoked[newest], end, seenAgain.end],
      }
  }

  /** A list that shows a write before one that had been acknowledged when it began. */
  *order(): Generator<Violation> {
    const { ids, read } = this.judged.shown
    const { acknowledged, invoked } = this.collected.elements
    let latest = ids[0]
    for (const id of ids) {
      if (acknowledged[id] >= 0 && acknowledged[id] < invoked[latest]) {
        const same = this.writer(id) === this.writer(latest)
        return yield {
          guarantee: same ? 'monotonic writes' : 'consistent prefix',
          summary: `A list shows ${this.say(latest)} before ${this.say(id)}, which had been acknowledged before that began.`,
          rows: [acknowledged[id], invoked[latest], read.end],
        }
      }
      if (invoked[id] > invoked[latest]) latest = id
    }
  }

  private lastShownByWriter(): Map<number, number> {
    const { invoked } = this.collected.elements
    const last = new Map<number, number>()
    for (const id of this.judged.shown.ids) {
      const other = last.get(this.writer(id))
      if (other === undefined || invoked[id] > invoked[other]) last.set(this.writer(id), id)
    }
    return last
  }

  /** Something that the writer of `id` had read before it wrote that, and that is not shown now. */
  private readBefore(id: number): { id: number; read: Read } | null {
    const { shown, absent, readsBy } = this.judged
    const invoked = this.collected.elements.invoked[id]
    const read = readsBy.get(this.writer(id))?.findLast(({ end }) => end < invoked)
    const lacking = read && shown.lackingOf(read, absent)
    return read && lacking !== undefined ? { id: lacking, read } : null
  }

  private writer(id: number): number {
    return this.history.process[this.collected.elements.invoked[id]]
  }

  private say(id: number): string {
    return this.collected.elements.describe(id)
  }
}
