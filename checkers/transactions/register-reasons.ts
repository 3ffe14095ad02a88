import type { Reason } from './evidence.ts'
import { type Graph, RW, WR, WW } from './graph.ts'
import { sources } from './register-order.ts'
import { externalReads, externalWrites, type RegisterVersions } from './register-versions.ts'
import { show } from './text.ts'
import type { Transactions } from './transaction.ts'

interface Known {
  transactions: Transactions
  versions: RegisterVersions
  order: Graph
}

/** Finds again what two transactions read and wrote that put an edge between them. */
export function explainRegister(
  known: Known,
  kind: number,
  a: number,
  b: number,
): Reason | undefined {
  const { transactions, versions, order } = known
  const before = (kind === RW ? externalReads : externalWrites)(transactions, versions, a)
  const after = (kind === WR ? externalReads : externalWrites)(transactions, versions, b)
  for (const { version: from } of before)
    for (const { version: to } of after) {
      const key = versions.key[from]
      if (key !== versions.key[to]) continue
      const name = transactions.keys[key]
      const [one, other] = [show(versions.value[from]), show(versions.value[to])]
      if (kind === WR && from === to)
        return {
          key: name,
          sentence: (T) =>
            `${T(a)} wrote ${one} to key ${show(name)} and ${T(b)} read it, so ${T(a)} came before ${T(b)}`,
        }
      const why = kind === WR ? 0 : order.between(from, to)
      if (why === 0) continue
      const source = sources[why & -why]
      if (kind === WW)
        return {
          key: name,
          sentence: (T) =>
            `${T(a)} wrote ${one} to key ${show(name)} and ${T(b)} wrote ${other}, which came later, ${source}, so ${T(a)} came before ${T(b)}`,
        }
      return {
        key: name,
        sentence: (T) =>
          `${T(a)} read ${one} in key ${show(name)}, ${source}, and ${T(b)} wrote ${other}, so ${T(a)} came before ${T(b)}`,
      }
    }
  return undefined
}
