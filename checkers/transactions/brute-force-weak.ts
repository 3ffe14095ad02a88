import type { History } from '../../history/history.ts'
import { happenedOf, isBefore, type Kept, type Transaction } from './brute-force.ts'

/** What a reader knows of, by Biswas and Enea's axioms. */
export type Axiom = 'read-committed' | 'read-atomic' | 'causal'

/**
 * Whether some order of all transactions keeps each session and what was read before what reads it, and puts whoever a
 * reader knew of, and wrote what it read too, before the one that it read from.
 */
export function keepsAxiom(history: History, axiom: Axiom, kept: Kept): boolean {
  const all = happenedOf(history)
  const wrote = (t: Transaction, key: unknown) =>
    t.ops.findLast(([f, k]) => f === 'w' && k === key)?.[2]
  const writerOf = (key: unknown, value: unknown) =>
    all.find(({ ops }) => ops.some(([f, k, v]) => f === 'w' && k === key && v === value))
  const readsOf = (t: Transaction) =>
    (t.outcome === 1 ? t.ops : [])
      .filter(([f]) => f === 'r')
      .map(([, key, value]) => ({ key, writer: value === null ? undefined : writerOf(key, value) }))
      .filter(({ writer }) => writer !== t)
  const reads = new Map(all.map((t) => [t, readsOf(t)]))
  const session = (a: Transaction, b: Transaction) => a !== b && isBefore(a, b, kept)
  const isReadBy = (a: Transaction, b: Transaction) =>
    reads.get(b)!.some(({ writer }) => writer === a)
  const known = new Map(
    all.map((t) => [t, new Set(all.filter((a) => session(a, t) || isReadBy(a, t)))]),
  )
  for (let changed = true; changed;) {
    changed = false
    for (const set of known.values())
      for (const a of set)
        for (const b of known.get(a)!)
          if (!set.has(b)) {
            set.add(b)
            changed = true
          }
  }
  const knows = (reader: Transaction, at: number, a: Transaction): boolean => {
    if (axiom === 'causal') return known.get(reader)!.has(a)
    if (axiom === 'read-atomic') return session(a, reader) || isReadBy(a, reader)
    return reads
      .get(reader)!
      .slice(0, at)
      .some(({ writer }) => writer === a)
  }
  const isRight = (order: readonly Transaction[]): boolean =>
    all.every((reader) =>
      reads
        .get(reader)!
        .every(({ key, writer }, at) =>
          order.every(
            (a) =>
              a === writer ||
              a === reader ||
              wrote(a, key) === undefined ||
              !knows(reader, at, a) ||
              (writer !== undefined && order.indexOf(a) < order.indexOf(writer)),
          ),
        ),
    )
  const place = (order: readonly Transaction[], rest: readonly Transaction[]): boolean => {
    if (rest.length === 0) return isRight(order)
    return rest.some(
      (next) =>
        !rest.some((other) => other !== next && (session(other, next) || isReadBy(other, next))) &&
        place(
          [...order, next],
          rest.filter((other) => other !== next),
        ),
    )
  }
  return place([], all)
}
