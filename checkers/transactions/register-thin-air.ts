import type { Findings } from './findings.ts'
import type { RegisterVersions } from './register-versions.ts'
import { show } from './text.ts'
import type { Transactions } from './transaction.ts'

/** Reads of values that nobody wrote and that their keys can't have held at first. */
export function findThinAir(
  { key, keys, value }: Transactions,
  versions: RegisterVersions,
  initial: unknown,
  findings: Findings,
): void {
  for (const { transaction: t, op } of versions.thinAir) {
    const read = `read ${show(value[op])} in key ${show(keys[key[op]])}`
    const first = versions.initialRead[key[op]]
    if (initial !== undefined || first === null)
      findings.add(
        'thin-air-read',
        [t],
        (T) => `${T(t)} ${read}, which nobody wrote; at first it held ${show(initial)}.`,
      )
    else
      findings.add('thin-air-read', [first.transaction, t], (T) => {
        const other = `${T(first.transaction)} read ${show(value[first.op])} there`
        return `${T(t)} ${read} and ${other}, but nobody wrote either, and it can't have held both at first.`
      })
  }
}

/** Why no verdict is a pass where a value that was read can only be an initial one, but nobody says that it is. */
export function doubtAboutInitial(
  { key, keys, value }: Transactions,
  versions: RegisterVersions,
  initial: unknown,
): string | undefined {
  if (initial !== undefined) return undefined
  const doubtful = versions.initialRead.filter((read) => read !== null && value[read.op] !== null)
  if (doubtful.length === 0) return undefined
  const { op } = doubtful[0]!
  const more = doubtful.length > 1 ? ` (and so in ${doubtful.length - 1} more)` : ''
  return `Nobody wrote ${show(value[op])}, which was read in key ${show(keys[key[op]])}${more}: only if it is known to have been there at first, as --init tells, can this pass.`
}
