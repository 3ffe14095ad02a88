import { FAIL, INFO, OK, type History } from '../../history/history.ts'
import { clientCalls, outcome, wholeOperations } from '../availability/calls.ts'
import type { Anomaly, CheckResult, Checker } from '../checker.ts'
import { identityOf } from '../durability/value-index.ts'
import { judged } from './judged.ts'

/** Elements, each as often as it is meant. */
export interface TotalQueueResult extends CheckResult {
  attempts: number
  acknowledged: number
  /** Dequeued, and enqueued by somebody. */
  ok: unknown[]
  /** Acknowledged, and never dequeued. */
  lost: unknown[]
  /** Dequeued, though never enqueued by anybody. */
  unexpected: unknown[]
  /** Dequeued more often than enqueued: allowed, for a queue may deliver at least once. */
  duplicated: unknown[]
  /** Dequeued, though the enqueueing was never acknowledged. */
  recovered: unknown[]
  /** Dequeued, though every enqueueing that had begun by then certainly failed. */
  aborted: unknown[]
  /** Dequeued before anybody began to enqueue them. */
  future: unknown[]
}

/** What goes into a queue comes out (`enqueue`, `dequeue`, `drain`), in any order; Jepsen's `total-queue`. */
export function totalQueue(): Checker<TotalQueueResult> {
  return {
    name: 'total-queue',
    about: "Jepsen's total-queue: what goes into a queue comes out",
    check,
  }
}

function check(history: History): TotalQueueResult {
  const queue = queueOf(history)
  const items = [...queue.items.values()]
  const repeat = (count: (item: Item) => number) =>
    items.flatMap((item) => Array.from({ length: Math.max(0, count(item)) }, () => item.value))
  const total = (count: (item: Item) => number) => items.reduce((sum, item) => sum + count(item), 0)
  const taken = ({ attempts, dequeued }: Item) => Math.min(attempts, dequeued.length)
  const acknowledged = total((item) => item.acknowledged.length)
  const lost = repeat((item) => item.acknowledged.length - item.dequeued.length)
  const { aborted = [], future = [] } = Object.groupBy(items, (item) => source(history, item))
  const doubt = whyUnknown(queue, acknowledged, lost.length)
  return {
    ...judged(
      [
        doubt === null ? lostElement(history, queue, lost) : null,
        unexpectedElement(history, items),
        impossibleElement(
          history,
          'aborted read',
          'though every attempt to put them in before had failed',
          aborted,
        ),
        impossibleElement(history, 'future read', 'before anybody began to put them in', future),
      ],
      doubt,
    ),
    attempts: total(({ attempts }) => attempts),
    acknowledged,
    ok: repeat(taken),
    lost,
    unexpected: repeat(({ attempts, dequeued }) => (attempts === 0 ? dequeued.length : 0)),
    duplicated: repeat(({ attempts, dequeued }) => (attempts > 0 ? dequeued.length - attempts : 0)),
    recovered: repeat((item) => taken(item) - item.acknowledged.length),
    aborted: aborted.map(({ value }) => value),
    future: future.map(({ value }) => value),
  }
}

/**
 * One element: how often somebody tried to enqueue it, the rows of all invocations and of those that may have done
 * so, and the rows that acknowledged it and that took it out.
 */
interface Item {
  value: unknown
  attempts: number
  tried: number[]
  possible: number[]
  acknowledged: number[]
  dequeued: number[]
}

interface Queue {
  items: Map<unknown, Item>
  /** How many elements operations of unknown outcome may have taken out. */
  doubtful: number
  /** The end of an operation that found the queue empty after every enqueueing, or −1. */
  emptied: number
  /** Acknowledged drains that show no list, so that nobody knows what they took out. */
  unreadable: number
}

function queueOf(history: History): Queue {
  const queue: Queue = { items: new Map(), doubtful: 0, emptied: -1, unreadable: 0 }
  let lastEnqueue = -1
  let [emptyStart, emptyEnd] = [-1, -1]
  clientCalls(history, (start, end) => {
    const f = history.names[history.f[start]]
    const type = outcome(history, end)
    if (f === 'enqueue') {
      const item = itemOf(queue, history.value[start])
      item.attempts++
      item.tried.push(start)
      if (type !== FAIL) item.possible.push(start)
      if (type === OK) item.acknowledged.push(end)
      lastEnqueue = Math.max(lastEnqueue, start, end)
    } else if (f === 'dequeue' || f === 'drain') {
      if (type === OK && f === 'drain' && !Array.isArray(history.value[end])) queue.unreadable++
      if (type === INFO) queue.doubtful += f === 'drain' ? Infinity : 1
      else if (foundEmpty(history, f, end)) [emptyStart, emptyEnd] = [start, end]
      if (type === OK)
        for (const value of takenBy(f, history.value[end])) itemOf(queue, value).dequeued.push(end)
    }
  })
  if (emptyStart > lastEnqueue) queue.emptied = emptyEnd
  return queue
}

function itemOf({ items }: Queue, value: unknown): Item {
  const identity = identityOf(value)
  let item = items.get(identity)
  if (!item)
    items.set(
      identity,
      (item = { value, attempts: 0, tried: [], possible: [], acknowledged: [], dequeued: [] }),
    )
  return item
}

function takenBy(f: string, value: unknown): unknown[] {
  if (f === 'drain') return Array.isArray(value) ? value : []
  return value === null || value === undefined ? [] : [value]
}

/** A drain takes all there is; a dequeue says that there is nothing by an empty value or by its error. */
function foundEmpty(history: History, f: string, end: number): boolean {
  if (history.type[end] === OK) return f === 'drain' || takenBy(f, history.value[end]).length === 0
  return /empty/i.test(history.errors.get(end) ?? '')
}

function whyUnknown(
  { doubtful, emptied, unreadable }: Queue,
  acknowledged: number,
  lost: number,
): string | null {
  if (unreadable > 0) return `${unreadable} drains show no list of elements.`
  if (acknowledged === 0) return 'No element was acknowledged.'
  if (lost === 0) return null
  if (emptied < 0) return `${lost} elements are still out, and the queue was never seen empty.`
  if (lost <= doubtful) return `${lost} elements may have gone to dequeues of unknown outcome.`
  return null
}

function lostElement(history: History, { items, emptied }: Queue, lost: unknown[]): Anomaly | null {
  if (lost.length === 0) return null
  const { acknowledged } = items.get(identityOf(lost[0]))!
  return {
    name: 'lost write',
    summary: `${lost.length} acknowledged elements never came out: ${JSON.stringify(lost[0])} is one.`,
    witness: wholeOperations(history, [acknowledged[0], emptied]),
  }
}

/** How an element can have come out: it is enough to look at the dequeueing that was the first to end. */
function source(history: History, item: Item): 'enqueue' | 'aborted' | 'future' {
  if (item.attempts === 0 || item.dequeued.length === 0) return 'enqueue'
  const out = firstOut(item)
  // Without invocations nobody knows what had begun.
  const hadBegun = (start: number) => history.completionOnly || start < out
  if (item.possible.some(hadBegun)) return 'enqueue'
  return item.tried.some(hadBegun) ? 'aborted' : 'future'
}

function firstOut({ dequeued }: Item): number {
  return dequeued.reduce((first, row) => Math.min(first, row))
}

function impossibleElement(
  history: History,
  name: string,
  what: string,
  items: Item[],
): Anomaly | null {
  if (items.length === 0) return null
  const [first] = items
  return {
    name,
    summary: `${items.length} elements came out ${what}: ${JSON.stringify(first.value)} is one.`,
    witness: wholeOperations(history, [...first.tried, firstOut(first)]),
  }
}

function unexpectedElement(history: History, items: Item[]): Anomaly | null {
  const strangers = items.filter(({ attempts }) => attempts === 0)
  if (strangers.length === 0) return null
  const [{ value, dequeued }] = strangers
  return {
    name: 'unexpected element',
    summary: `${strangers.length} elements came out that nobody put in: ${JSON.stringify(value)} is one.`,
    witness: wholeOperations(history, [dequeued[0]]),
  }
}
