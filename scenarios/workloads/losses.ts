import type { DurabilityResult } from '../../checkers/durability/durability.ts'
import type { IsLoss } from '../../runner/workload.ts'

/** An anomaly of these names is a lost write, whatever else was found. */
export function named(...names: string[]): IsLoss {
  return ({ name }) => names.includes(name)
}

/** What `durability` says of writes that are gone; the rest of what it finds no loss explains. */
export const countedLoss: IsLoss = named('lost write', 'seen then lost', 'hole')

/** What transactions look like that saw a write which is lost; other anomalies of lists no loss explains. */
const cyclesAndOrders = /^(incompatible-order|lost-update|G0|G1c|G-|G2|not-)/

/** Whether transactions on lists saw a write that is lost; where nobody counts the losses, what looks so is taken so. */
export const sawLostElement: IsLoss = (anomaly, { durability }) => {
  if (!cyclesAndOrders.test(anomaly.name)) return false
  return durability === undefined || touchesLost(anomaly, durability)
}

/** Whether an operation of the witness wrote or saw a lost element; only so many of these are told one by one. */
function touchesLost(
  { witness }: Parameters<IsLoss>[0],
  { lost, seenThenLost = 0, lostWrites = [], seenThenLostWrites = [] }: Partial<DurabilityResult>,
): boolean {
  const told = [...lostWrites, ...seenThenLostWrites]
  if ((lost ?? 0) + seenThenLost > told.length) return true
  const gone = new Set(told.map(({ key, element }) => nameOf(key, element)))
  return witness.some(({ value }) =>
    microOperations(value).some(([, key, elements]) =>
      [elements].flat().some((element) => gone.has(nameOf(key, element))),
    ),
  )
}

const nameOf = (key: unknown, element: unknown): string => JSON.stringify([key, element])

function microOperations(value: unknown): unknown[][] {
  return Array.isArray(value) ? value.filter(Array.isArray) : []
}
