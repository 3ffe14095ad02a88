import type { Findings } from './findings.ts'
import { show, showList, showParting } from './text.ts'
import { OK, scalar, type MicroOp, type Transactions } from './transaction.ts'

/**
 * What a transaction shows against itself: a read that disagrees with its own earlier reads and writes (`internal`,
 * the axiom INT of Cerone et al.), or that shows what it wrote only later (`future-read`): `shows` tells whether a read
 * is of that write, both as micro-operations.
 */
export function findInternal(
  transactions: Transactions,
  contradicts: (ops: readonly MicroOp[], read: number, name: string) => string | undefined,
  shows: (read: number, write: number) => boolean,
  findings: Findings,
): void {
  const { count, outcome, first, isWrite, key } = transactions
  for (let t = 0; t < count; t++) {
    if (outcome[t] !== OK || !repeatsKey(key, first[t], first[t + 1])) continue
    const ops = transactions.ops(t)
    const told = new Set<string>()
    for (let m = first[t]; m < first[t + 1]; m++) {
      if (isWrite[m] === 1) continue
      const i = m - first[t]
      const contradiction = contradicts(ops, i, 'T1')
      if (contradiction !== undefined && !told.has('internal')) {
        told.add('internal')
        findings.add('internal', [t], () => contradiction)
      }
      for (let later = m + 1; later < first[t + 1]; later++) {
        const written = ops[later - first[t]][2]
        if (isWrite[later] === 0 || key[later] !== key[m] || !shows(m, later)) continue
        if (told.has('future-read')) continue
        told.add('future-read')
        findings.add(
          'future-read',
          [t],
          (T) =>
            `${T(t)} read ${show(written)} in key ${show(ops[i][1])}, which it wrote only later itself.`,
        )
      }
    }
  }
}

/** A read must be the last read of the key in this transaction, whose name is `T`, followed by the appends since. */
export function appendContradiction(
  ops: readonly MicroOp[],
  at: number,
  T: string,
): string | undefined {
  const [, key, value] = ops[at]
  const read = (value ?? []) as unknown[]
  const own: unknown[] = []
  for (let i = at - 1; i >= 0; i--) {
    if (scalar(ops[i][1]) !== scalar(key)) continue
    if (ops[i][0] !== 'r') {
      own.unshift(ops[i][2])
      continue
    }
    const before = (ops[i][2] ?? []) as unknown[]
    const grown = before.length + own.length === read.length
    if (grown && hasAt(read, 0, before) && hasAt(read, before.length, own)) return undefined
    const [expected, found] = showParting([...before, ...own].map(scalar), read.map(scalar))
    return `${T} read ${found} of key ${show(key)}, where it must see ${expected} after its own read and appends before.`
  }
  if (hasAt(read, read.length - own.length, own)) return undefined
  return `${T} appended ${showList(own)} to key ${show(key)} and then read ${showList(read)} of it.`
}

/** A read must be what the transaction last wrote to the key or read from it. */
export function registerContradiction(
  ops: readonly MicroOp[],
  at: number,
  T: string,
): string | undefined {
  const [, key, value] = ops[at]
  const before = ops.slice(0, at).findLast((op) => scalar(op[1]) === scalar(key))
  if (before === undefined || scalar(before[2]) === scalar(value)) return undefined
  const verb = before[0] === 'r' ? 'read' : 'wrote'
  return `${T} ${verb} ${show(before[2])} in key ${show(key)} and then read ${show(value)} of it.`
}

function hasAt(list: readonly unknown[], at: number, part: readonly unknown[]): boolean {
  return at >= 0 && part.every((element, i) => scalar(element) === scalar(list[at + i]))
}

function repeatsKey(key: Int32Array, from: number, to: number): boolean {
  if (to - from > 16) return new Set(key.subarray(from, to)).size < to - from
  for (let a = from; a < to; a++)
    for (let b = a + 1; b < to; b++) if (key[a] === key[b]) return true
  return false
}
