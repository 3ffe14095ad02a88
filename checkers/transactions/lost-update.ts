import type { Findings } from './findings.ts'
import { show } from './text.ts'
import { OK, type Transactions } from './transaction.ts'

/**
 * Lost update: two committed transactions that read the same version of a key, both before writing it. The order of
 * their writes doesn't matter, so it is seen even where no version order is known. `version(t, m)` names what the
 * read saw, among the versions of its key, as far as that is known.
 */
export function findLostUpdates(
  transactions: Transactions,
  version: (t: number, m: number) => string | number | undefined,
  findings: Findings,
): void {
  const { count, outcome, first, isWrite, key, keys, value } = transactions
  const firstToRead: (Map<string | number, number> | undefined)[] = keys.map(() => undefined)
  for (let t = 0; t < count; t++) {
    if (outcome[t] !== OK) continue
    for (let m = first[t]; m < first[t + 1]; m++) {
      if (isWrite[m] === 1 || !readsThenWrites(transactions, t, m)) continue
      const seen = version(t, m)
      if (seen === undefined) continue
      const readers = (firstToRead[key[m]] ??= new Map())
      const other = readers.get(seen)
      if (other === undefined) readers.set(seen, t)
      else
        findings.add(
          'lost-update',
          [other, t],
          (T) =>
            `${T(other)} and ${T(t)} both read ${show(value[m])} of key ${show(keys[key[m]])} and then wrote it, so neither saw the other's update.`,
        )
    }
  }
}

/** The read is the transaction's first use of the key, which it writes later. */
function readsThenWrites(transactions: Transactions, t: number, m: number): boolean {
  const { first, isWrite, key } = transactions
  for (let before = first[t]; before < m; before++) if (key[before] === key[m]) return false
  for (let later = m + 1; later < first[t + 1]; later++)
    if (isWrite[later] === 1 && key[later] === key[m]) return true
  return false
}
