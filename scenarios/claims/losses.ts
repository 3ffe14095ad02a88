import type { Anomaly } from '../../checkers/checker.ts'

/**
 * By checker, the names of what a lost write looks like: of nothing else does a claim about losses speak. A commit that
 * was read and never acknowledged may be lost in every mode: the manual promises what was acknowledged only.
 */
const losses: Record<string, ReadonlySet<string>> = {
  durability: new Set(['lost write', 'seen then lost']),
  linearizability: new Set(['stale read', 'lost update', 'lost write', 'not linearizable']),
  'list-append': new Set(['incompatible-order', 'lost-update']),
}

export function isLoss(check: string, { name }: Pick<Anomaly, 'name'>): boolean {
  return losses[check]?.has(name) ?? false
}
