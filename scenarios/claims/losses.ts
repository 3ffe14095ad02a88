import type { Anomaly } from '../../checkers/checker.ts'
import type { DurabilityResult } from '../../checkers/durability/durability.ts'
import type { Judged } from '../../runner/claim.ts'

/** By checker, what a lost write is called: of nothing else does a claim about losses speak. */
const losses: Record<string, ReadonlySet<string>> = {
  durability: new Set(['lost write', 'seen then lost', 'hole']),
  linearizability: new Set(['stale read', 'lost update', 'lost write', 'non-linearizable']),
}

/** What transactions look like that saw a write which is lost; other anomalies of lists no loss explains. */
const cyclesAndOrders = /^(incompatible-order|lost-update|G0|G1c|G-|G2)/

export function isLoss(check: string, anomaly: Anomaly, { checks }: Judged): boolean {
  if (check !== 'list-append') return losses[check]?.has(anomaly.name) ?? false
  const durability = checks.durability as Partial<DurabilityResult> | undefined
  if (!cyclesAndOrders.test(anomaly.name)) return false
  // Where nobody counts the losses, what looks like one is taken for one.
  return durability === undefined || touchesLost(anomaly, durability)
}

/** Whether an operation of the witness wrote or saw a lost element; only so many of these are told one by one. */
function touchesLost({ witness }: Anomaly, durability: Partial<DurabilityResult>): boolean {
  const { lost, seenThenLost = 0, lostWrites = [], seenThenLostWrites = [] } = durability
  const told = [...lostWrites, ...seenThenLostWrites]
  if ((lost ?? 0) + seenThenLost > told.length) return true
  const named = new Set(told.map(({ key, element }) => nameOf(key, element)))
  return witness.some(({ value }) =>
    microOperations(value).some(([, key, elements]) =>
      [elements].flat().some((element) => named.has(nameOf(key, element))),
    ),
  )
}

const nameOf = (key: unknown, element: unknown): string => JSON.stringify([key, element])

function microOperations(value: unknown): unknown[][] {
  return Array.isArray(value) ? value.filter(Array.isArray) : []
}
