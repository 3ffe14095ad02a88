import { isDeepStrictEqual } from 'node:util'
import { clientCalls, nodeOf, outcome } from '../../../checkers/availability/calls.ts'
import { OK, type History } from '../../../history/history.ts'
import type { Claim } from '../../../runner/claim.ts'
import { isFinalRead } from '../../../runner/final-reads.ts'
import { officeOf, offices } from './offices.ts'

/** What each server holds at rest: its own rows, and of the other's all that there are. */
export const copyOfTheOther: Pick<Claim, 'id' | 'sentence' | 'trial' | 'decide'> = {
  id: 'each-holds-a-copy-of-the-other',
  sentence:
    "primary/standby replication can be used to keep a read-only copy of the other office's data on each server",
  trial: 'load',
  decide(_, { history }) {
    const { copies, unread } = rowsAtRest(history)
    if (unread !== undefined)
      return { verdict: 'unknown', reason: `Not all that ${unread} holds could be read at rest.` }
    const crossed = offices.map((office) => {
      const written = [...copies.get(office)!].filter(([, value]) => value !== null)
      return written.filter(([row]) => officeOf(row) !== office).length
    })
    const power = { rowsThatCrossed: Math.min(...crossed) }
    const different = differing(copies)
    if (different !== undefined) return { verdict: 'violated', reason: different, power }
    if (power.rowsThatCrossed === 0)
      return { verdict: 'unknown', reason: 'A server had no rows for the other to copy.', power }
    return {
      verdict: 'holds',
      reason: `At rest both servers held the same rows, ${crossed.join(' and ')} of them written by the other.`,
      power,
    }
  },
}

type Rows = Map<number, unknown>

/** What the final reads show of each server, by row, and one of which they do not show everything. */
function rowsAtRest(history: History): { copies: Map<string, Rows>; unread?: string } {
  const copies = new Map<string, Rows>(offices.map((office) => [office, new Map()]))
  const read = new Set<string>()
  let unread: string | undefined
  clientCalls(history, (start, end) => {
    if (!isFinalRead(history.process[start])) return
    const node = nodeOf(history, start) ?? 'a node'
    read.add(node)
    if (outcome(history, end) !== OK) return void (unread ??= node)
    const { key, value } = history.operation(end)
    const rows = copies.get(node)
    if (Array.isArray(value)) for (const element of value) rows?.set(element as number, true)
    else rows?.set(key as number, value)
  })
  return { copies, unread: unread ?? offices.find((office) => !read.has(office)) }
}

function differing(copies: Map<string, Rows>): string | undefined {
  const [[here, rows], [there, others]] = [...copies]
  const all = [...rows.keys(), ...others.keys()]
  const row = all.find((each) => !isDeepStrictEqual(rows.get(each), others.get(each)))
  if (row === undefined) return undefined
  const show = (held: Rows) => (held.has(row) ? JSON.stringify(held.get(row)) : 'missing')
  return `At rest row ${row} is ${show(rows)} on ${here} and ${show(others)} on ${there}.`
}
