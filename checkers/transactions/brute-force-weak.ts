import type { History } from '../../history/history.ts'
import { isBefore, type Kept, type Transaction, transactionsOf } from './brute-force.ts'
import { OK, type MicroOp } from './transaction.ts'

/** What a reader knows of, by Biswas and Enea's axioms. */
export type Axiom = 'read-committed' | 'read-atomic' | 'causal'

interface Read {
  reader: Transaction
  key: unknown
  /** Undefined where it shows what was there at first. */
  writer: Transaction | undefined
}

/**
 * Whether some order of all transactions keeps each session and what was read before what reads it, and puts whoever a
 * reader knew of, and wrote what it read too, before the one that it read from; for some writer of each value that was read.
 */
export function keepsAxiom(history: History, axiom: Axiom, kept: Kept): boolean {
  const all = transactionsOf(history)
  if (!all.every(seesItself)) return false
  const choose = (
    open: readonly Omit<Read, 'writer'>[],
    values: readonly unknown[],
    reads: readonly Read[],
  ): boolean => {
    const [next, ...rest] = open
    if (next === undefined) return keepsWith(all, reads, axiom, kept)
    const writers =
      values[0] === null
        ? [undefined]
        : all.filter((t) => t !== next.reader && wrote(t, next.key) === values[0])
    return writers.some((writer) => choose(rest, values.slice(1), [...reads, { ...next, writer }]))
  }
  const open = all.flatMap((reader) =>
    readsOfOthers(reader).map(([, key, value]) => ({ reader, key, value })),
  )
  return choose(
    open,
    open.map(({ value }) => value ?? null),
    [],
  )
}

const wrote = (t: Transaction, key: unknown): unknown =>
  t.ops.findLast(([f, k]) => f === 'w' && k === key)?.[2]

/** What it read and not wrote itself. */
function readsOfOthers({ ops, outcome }: Transaction): MicroOp[] {
  return outcome !== OK
    ? []
    : ops.filter(
        ([f, key], at) => f === 'r' && !ops.slice(0, at).some(([g, k]) => g === 'w' && k === key),
      )
}

function keepsWith(
  some: readonly Transaction[],
  found: readonly Read[],
  axiom: Axiom,
  kept: Kept,
): boolean {
  const all = some.filter((t) => t.outcome === OK || found.some(({ writer }) => writer === t))
  const reads = new Map(all.map((t) => [t, found.filter(({ reader }) => reader === t)]))
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

/** Whether each read after an own write of its key shows that. */
function seesItself({ ops, outcome }: Transaction): boolean {
  return (
    outcome !== 1 ||
    ops.every(([f, key, value], at) => {
      const own = ops.slice(0, at).findLast(([g, k]) => g === 'w' && k === key)
      return f !== 'r' || own === undefined || own[2] === value
    })
  )
}
