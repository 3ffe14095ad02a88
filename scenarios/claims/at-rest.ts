import { isDeepStrictEqual } from 'node:util'
import { clientCalls, nodeOf, outcome } from '../../checkers/availability/calls.ts'
import type { IntegrityResult } from '../../checkers/integrity/integrity.ts'
import { OK, type History } from '../../history/history.ts'
import type { Claim } from '../../runner/claim.ts'
import { isFinalRead } from '../../runner/final-reads.ts'

export interface AtRest {
  /** A server of which not everything could be read. */
  unread?: string
  /** The first question that two servers answer differently, in words. */
  difference?: string
  /** Rows or values that every server told alike. */
  equal: number
}

/** Whatever says that servers hold different rows, and nothing else. */
export const speaksOfDifference: Claim['covers'] = (check, _, { checks }) => {
  const { seen = [], silent } = (checks[check] ?? {}) as Partial<IntegrityResult>
  return check === 'divergence' || (silent === true && seen.every((name) => name === 'divergence'))
}

/** What the final reads show of each of these servers, compared; of those that are meant. */
export function compareAtRest(
  history: History,
  servers: readonly string[],
  isMeant: (f: string) => boolean = () => true,
): AtRest {
  const answers = new Map<string, Map<string, unknown>>()
  let unread: string | undefined
  clientCalls(history, (start, end) => {
    if (!isFinalRead(history.process[start])) return
    const node = nodeOf(history, start) ?? 'a node'
    if (outcome(history, end) !== OK) return void (unread ??= node)
    const { f, key, value } = history.operation(start)
    if (!isMeant(f)) return
    const question = JSON.stringify([f, key, value])
    const told = answers.get(question) ?? new Map()
    answers.set(question, told.set(node, history.value[end]))
  })
  let equal = 0
  for (const [question, told] of answers) {
    unread ??= servers.find((name) => !told.has(name))
    const [[first, expected], ...others] = told
    const other = others.find(([, value]) => !isDeepStrictEqual(value, expected))
    if (other !== undefined) return { unread, equal, difference: tell(question, first, other[0]) }
    equal += Array.isArray(expected) ? expected.length : 1
  }
  return { unread: unread ?? (answers.size === 0 ? servers[0] : undefined), equal }
}

function tell(question: string, one: string, other: string): string {
  const [f, key, value] = JSON.parse(question) as unknown[]
  const what = [f, key ?? '', value === null ? '' : JSON.stringify(value)].join(' ').trimEnd()
  return `At rest ${one} and ${other} answer ${what} differently.`
}
