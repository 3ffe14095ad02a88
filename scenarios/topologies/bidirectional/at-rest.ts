import type { History } from '../../../history/history.ts'
import { inspectionsOf } from '../../../checkers/integrity/inspections.ts'
import type { IntegrityResult } from '../../../checkers/integrity/integrity.ts'
import type { Claim } from '../../../runner/claim.ts'
import { differences, rowsAtRest } from '../../claims/rows-at-rest.ts'
import { isWritingAtRest } from '../../claims/writing-at-rest.ts'
import { APPLY } from '../../databases/postgres/stopped-apply.ts'

export interface AtRest {
  /** Why nobody knows what all hold. */
  unknown?: string
  /** By primary key, each row that is not the same everywhere, in words. */
  different: Map<number, string>
  /** Rows that are there everywhere. */
  everywhere: Set<number>
}

/** What all servers hold once nobody writes any more. */
export function atRest(history: History, servers: readonly string[]): AtRest {
  const { copies, unread } = rowsAtRest(history, servers)
  const held = [...copies.values()]
  const everywhere = new Set(
    held[0]
      .entries()
      .filter(([name]) => held.every((rows) => (rows.get(name)?.value ?? null) !== null))
      .map(([, { row }]) => row),
  )
  const different = new Map<number, string>()
  for (const { row, told } of differences(copies)) if (!different.has(row)) different.set(row, told)
  if (unread !== undefined)
    return { unknown: `Not all that ${unread} holds was read at rest.`, different, everywhere }
  if (isWritingAtRest(history))
    return { unknown: 'A write was under way when all was read.', different, everywhere }
  return { different, everywhere }
}

/** What each server said of applying what the others wrote; one that was not asked is missing. */
export function appliedAt(history: History): Map<string, string[]> {
  const looks = inspectionsOf(history).inspections.filter(({ tool }) => tool === APPLY)
  return new Map(looks.map(({ node, findings }) => [node ?? 'a node', findings]))
}

/** The same of all of these servers, with their names; `unseen` is one that was not asked. */
export function toldOfApplying(
  history: History,
  servers: readonly string[],
): { unseen?: string; told: string[] } {
  const applied = appliedAt(history)
  const told = servers.flatMap((node) =>
    (applied.get(node) ?? []).map((finding) => `${node} applies ${finding}.`),
  )
  return { unseen: servers.find((name) => !applied.has(name)), told }
}

/** The first that a server says of not applying anything more. */
export function stopIn(history: History): string | undefined {
  for (const [node, [first]] of appliedAt(history))
    if (first !== undefined) return `${node} applies ${first}`
}

const left = new Set(['divergence', 'hole', 'lost write'])

/** That copies differ, and a corruption by nothing but what conflicts leave. */
export const speaksOfDifference: Claim['covers'] = (check, _, { checks }) => {
  const { seen = [], silent } = (checks[check] ?? {}) as Partial<IntegrityResult>
  return check === 'divergence' || (silent === true && seen.every((name) => left.has(name)))
}
