import type { Access, Call } from './call.ts'
import { identityOf } from './values.ts'

/**
 * For registers: each call that left no value, and each that left one which no other call saw. Whatever followed
 * such a write set the value anew without looking, so an order without it is as good.
 */
export function writesNobodyNeeds(
  calls: readonly Call[],
  access: (call: Call) => Access,
): number[][] {
  const accesses = calls.map(access)
  const sights = new Map<unknown, number>()
  for (const { saw } of accesses) {
    if (saw) sights.set(identityOf(saw.value), (sights.get(identityOf(saw.value)) ?? 0) + 1)
  }
  // A failed cas saw that its value was not there, which any write may have been the reason for.
  const failures = calls.some(({ outcome }) => outcome === 'failed')
  return calls.flatMap((call, index) => {
    const { left } = accesses[index]
    if (!left || call.outcome === 'failed') return [[index]]
    return failures || sights.has(identityOf(left.value)) ? [] : [[index]]
  })
}
