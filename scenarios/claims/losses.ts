import type { Anomaly } from '../../checkers/checker.ts'

/** By checker, the names of what a lost write looks like: of nothing else does a claim about losses speak. */
const losses: Record<string, ReadonlySet<string>> = {
  durability: new Set(['lost write']),
  linearizability: new Set(['stale read', 'lost update', 'lost write', 'not linearizable']),
  'list-append': new Set(['incompatible-order', 'lost-update']),
}

export function isLoss(check: string, { name }: Pick<Anomaly, 'name'>): boolean {
  return losses[check]?.has(name) ?? false
}
