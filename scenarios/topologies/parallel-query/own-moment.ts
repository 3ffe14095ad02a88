import { clientCalls, outcome } from '../../../checkers/availability/calls.ts'
import { FAIL, OK, type History } from '../../../history/history.ts'
import type { Claim } from '../../../runner/claim.ts'
import { unknown } from '../../claims/after-failover.ts'
import { isFinalRead } from '../../../runner/final-reads.ts'
import { allBalances } from '../../workloads/bank.ts'
import { overShards } from './over-shards.ts'
import type { Shards } from './shards.ts'

/** A query over shards may see what a commit did on one of them and not yet what it did on another: a fractured read. */
export function ownMoment(shards: Shards): Claim {
  return {
    id: 'each-shard-has-a-snapshot-of-its-own',
    sentence:
      'if a query performs multiple table scans on the remote server, it will get snapshot-consistent results for all the scans',
    source:
      'PostgreSQL documentation, appendix "Additional Supplied Modules and Extensions", section "postgres_fdw", "Transaction Management"',
    // Nobody is promised more than that, and nobody that it shows.
    trial: ({ history }) => readsIn(history).some(isFractured),
    covers: (check, { name }) => check === 'bank' && name === 'wrong total',
    decide(_, { history }) {
      const reads = readsIn(history)
      const fractured = reads.filter(isFractured)
      const committing = overShards(history, shards).filter(
        ({ end, interrupted }) => interrupted || outcome(history, end) !== FAIL,
      )
      // What was interrupted may be there by half ever after.
      const beside = (read: Read) =>
        committing.find(
          ({ start, end, interrupted }) =>
            start < read.end && (interrupted || end < 0 || end > read.start),
        )
      const power = { reads: reads.length, fractured: fractured.length }
      const whole = fractured.find((read) => beside(read) === undefined)
      if (whole !== undefined)
        return {
          verdict: 'violated',
          reason: `The accounts held ${whole.total} and not ${allBalances}, though no transfer over shards was under way.`,
          power,
        }
      if (fractured.length === 0) return unknown('No read was fractured this time.', power)
      return {
        verdict: 'holds',
        reason: `${fractured.length} of ${reads.length} reads of all balances were fractured: the accounts held ${fractured[0].total} and not ${allBalances} while a transfer over shards was under way, which no one server shows.`,
        power,
      }
    },
  }
}

/** A read of all balances, what they came to, and its rows. */
interface Read {
  start: number
  end: number
  total: number
}

const isFractured = ({ total }: Read) => total !== allBalances

function readsIn(history: History): Read[] {
  const found: Read[] = []
  const read = history.nameOf('read')
  clientCalls(history, (start, end) => {
    if (history.f[start] !== read || outcome(history, end) !== OK) return
    if (isFinalRead(history.process[start])) return
    const balances = Object.values(history.value[end] as Record<string, number>)
    found.push({ start, end, total: balances.reduce((sum, each) => sum + each, 0) })
  })
  return found
}
