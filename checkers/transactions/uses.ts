import { int32Column } from './columns.ts'
import { OK, type Transactions } from './transaction.ts'

/** The state of a key before any write, where the writer of what was read is asked for. */
export const AT_FIRST = -1

/**
 * Who read whose write of which key, in columns: the reads of transaction t lie in readFirst[t] ≤ i < readFirst[t + 1],
 * in the order in which it made them, and its writes, one for each key that it left something in, likewise.
 */
export interface Uses {
  readFirst: Int32Array
  readKey: Int32Array
  /** The transaction that wrote what was read, or `AT_FIRST`. */
  readWriter: Int32Array
  writeFirst: Int32Array
  writeKey: Int32Array
  /** Reads of another's write, or of an own one that was replaced, after an own write to the same key. */
  missedOwn: { reader: number; key: number; writer: number }[]
}

/**
 * `readOf(t, m)` is the writer of what micro-operation m read, `AT_FIRST`, or undefined for a read that tells nothing
 * of others; `isLast(t, m)` whether m is the last write of its transaction to its key; `shows(m, own)` whether read m is of
 * its transaction's own write.
 */
export function usesOf(
  { count, outcome, happened, first, isWrite, key }: Transactions,
  readOf: (t: number, m: number) => number | undefined,
  isLast: (t: number, m: number) => boolean,
  shows: (m: number, own: number) => boolean,
): Uses {
  const uses: Uses = {
    readFirst: int32Column(count + 1),
    readKey: int32Column(isWrite.length),
    readWriter: int32Column(isWrite.length),
    writeFirst: int32Column(count + 1),
    writeKey: int32Column(isWrite.length),
    missedOwn: [],
  }
  let reads = 0
  let writes = 0
  for (let t = 0; t < count; t++) {
    for (let m = first[t]; m < first[t + 1]; m++) {
      if (isWrite[m] === 1) {
        if (happened[t] === 1 && isLast(t, m)) uses.writeKey[writes++] = key[m]
        continue
      }
      const writer = outcome[t] === OK ? readOf(t, m) : undefined
      if (writer === undefined) continue
      let own = m - 1
      while (own >= first[t] && (isWrite[own] === 0 || key[own] !== key[m])) own--
      if (own >= first[t] && (writer !== t || !shows(m, own)))
        uses.missedOwn.push({ reader: t, key: key[m], writer })
      if (writer === t) continue
      uses.readKey[reads] = key[m]
      uses.readWriter[reads++] = writer
    }
    uses.readFirst[t + 1] = reads
    uses.writeFirst[t + 1] = writes
  }
  return uses
}
