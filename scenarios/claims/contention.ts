import type { Evidence } from '../../runner/evidence.ts'
import { INVOKE, OK } from '../../history/history.ts'
import type { IsolationTrial, Touched } from '../../runner/workload.ts'

/** Pairs of acknowledged transactions that were under way at the same time and share a row that one of them wrote; `counts` picks by the rows where they began. */
export function contendingTransactions(
  { history }: Evidence,
  touched: IsolationTrial['touched'],
  counts: (one: number, other: number) => boolean = () => true,
): number {
  const open = new Map<number, Touched>()
  let pairs = 0
  for (let row = 0; row < history.length; row++) {
    if (!history.isClients(row)) continue
    const end = history.pair[row]
    if (history.type[row] === INVOKE && end >= 0 && history.type[end] === OK) {
      const mine = touched(history.names[history.f[row]], history.value[end])
      for (const [at, other] of open) if (counts(row, at) && contend(mine, other)) pairs++
      open.set(row, mine)
    } else if (history.type[row] === OK) open.delete(end)
  }
  return pairs
}

function contend(a: Touched, b: Touched): boolean {
  const meets = (one: ReadonlySet<unknown>, other: ReadonlySet<unknown>) =>
    one.values().some((row) => other.has(row))
  return meets(a.written, b.written) || meets(a.written, b.read) || meets(b.written, a.read)
}
