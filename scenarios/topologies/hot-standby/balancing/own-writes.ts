import { clientCalls, nodeOf, outcome } from '../../../../checkers/availability/calls.ts'
import { isRead } from '../../../../checkers/availability/gaps.ts'
import { OK, type History } from '../../../../history/history.ts'
import type { Claim } from '../../../../runner/claim.ts'
import { isFinalRead } from '../../../../runner/final-reads.ts'
import { unknown } from '../../../claims/after-failover.ts'

type Micro = [f: string, key: number, value: unknown]

/** What a transaction reads after it has written is the primary's, so it sees its own appends; and others read elsewhere. */
export function ownWritesAreSeen(primary: string): Claim {
  return {
    id: 'transactions-see-their-own-writes',
    sentence:
      'if a write query is issued, subsequent read queries will not be load balanced until the transaction ends',
    source: 'Pgpool-II, pgpool.conf.sample, disable_load_balance_on_write',
    trial: ({ history }) => readsOfOwn(history).all > 0,
    covers: (check, { name }) => check === 'list-append' && name === 'internal',
    decide(_, { history }) {
      const { all, blind } = readsOfOwn(history)
      const elsewhere = readsBeside(history, primary)
      const power = { readsOfOwnWrites: all, readsOfOthers: elsewhere }
      if (blind.length > 0)
        return {
          verdict: 'violated',
          reason: `${blind.length} of ${all} reads lacked what their own transaction had written before, the first in operation ${blind[0]}.`,
          power,
        }
      if (elsewhere === 0) return unknown('Nobody but the primary was ever read.', power)
      return {
        verdict: 'holds',
        reason: `Each of ${all} reads of what its own transaction had written before showed that, while ${elsewhere} others were answered by standbys.`,
        power,
      }
    },
  }
}

/** Reads of a list that the same transaction had appended to, and the operations with one that shows nothing of it. */
function readsOfOwn(history: History): { all: number; blind: number[] } {
  const blind: number[] = []
  let all = 0
  clientCalls(history, (start, end) => {
    if (outcome(history, end) !== OK || history.names[history.f[start]] !== 'txn') return
    const micros = history.value[end] as Micro[]
    for (const [i, [f, key, list]] of micros.entries()) {
      const own = micros.slice(0, i).findLast((micro) => micro[0] === 'append' && micro[1] === key)
      if (f !== 'r' || own === undefined) continue
      all++
      if (!(list as unknown[]).includes(own[2])) blind.push(start)
    }
  })
  return { all, blind }
}

/** Reads by themselves that another than the first primary answered. */
function readsBeside(history: History, primary: string): number {
  let count = 0
  clientCalls(history, (start, end) => {
    if (outcome(history, end) !== OK || !isRead(history, start)) return
    if (!isFinalRead(history.process[start]) && nodeOf(history, end) !== primary) count++
  })
  return count
}
