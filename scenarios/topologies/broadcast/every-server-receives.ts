import { clientCalls, nodeOf, outcome } from '../../../checkers/availability/calls.ts'
import { isRead } from '../../../checkers/availability/gaps.ts'
import { OK, type History } from '../../../history/history.ts'
import type { Claim } from '../../../runner/claim.ts'
import { isFinalRead } from '../../../runner/final-reads.ts'
import { unknown } from '../../claims/after-failover.ts'
import { highAvailability } from '../../claims/manual.ts'
import { isWritingAtRest } from '../../claims/writing-at-rest.ts'
import { compareAtRest } from '../../claims/at-rest.ts'

const source = `${highAvailability}, "SQL-Based Replication Middleware"`

export const readWriteQueries = {
  sentence:
    'Read-write queries must be sent to all servers, so that every server receives any changes',
  source,
}

/** What was acknowledged is on each server, or on none: of what was lost on all of them another claim speaks. */
export function everyServerReceives(servers: readonly string[]): Claim {
  return {
    id: 'every-server-receives-changes',
    ...readWriteQueries,
    trial: 'load',
    covers: () => false,
    decide(judged, { history }) {
      const acknowledged = judged.acknowledged ?? 0
      const power = { acknowledged }
      if (acknowledged === 0) return unknown('No write was acknowledged.', power)
      const { unread, difference, equal } = compareAtRest(history, servers, (f) => f !== 'rows')
      const lacking = lackingIn(history)?.told
      if (lacking !== undefined && isWritingAtRest(history))
        return unknown(`A write was under way when all was read at rest. ${lacking}`, power)
      if (lacking !== undefined) return { verdict: 'violated', reason: lacking, power }
      if (unread !== undefined) return unknown(`Not all that ${unread} holds was read.`, power)
      if (difference !== undefined)
        return unknown(`${difference} Whether that was acknowledged is not known.`, power)
      if (equal === 0) return unknown('Nothing was left to be compared.', power)
      return {
        verdict: 'holds',
        reason: `All ${servers.length} servers hold the same at rest, after ${acknowledged} acknowledged writes.`,
        power,
      }
    },
  }
}

/** A server that lacks an acknowledged element in the end which another has, and in words how many. */
export function lackingIn(history: History): { node: string; told: string } | undefined {
  const added: unknown[] = []
  const held = new Map<string, ReadonlySet<unknown>>()
  clientCalls(history, (start, end) => {
    if (outcome(history, end) !== OK) return
    const node = nodeOf(history, start) ?? ''
    const { f, value } = history.operation(start)
    const answer = history.value[end]
    if (f === 'add' && !isRead(history, start)) added.push(value)
    if (f === 'read' && isFinalRead(history.process[start]) && Array.isArray(answer))
      held.set(node, new Set(answer))
  })
  const lacking = new Map<string, unknown[]>()
  for (const element of added) {
    const without = [...held.keys()].filter((node) => !held.get(node)!.has(element))
    if (without.length === held.size) continue
    for (const node of without) lacking.set(node, [...(lacking.get(node) ?? []), element])
  }
  const [first] = lacking
  if (first === undefined) return undefined
  const [node, elements] = first
  const told = `${node} lacks ${elements.length} acknowledged writes that another server has, the first of ${String(elements[0])}.`
  return { node, told }
}
