import type { DivergenceResult, TableComparison } from '../../checkers/divergence/divergence.ts'
import type { History } from '../../history/history.ts'
import type { Claim } from '../../runner/claim.ts'
import { unknown } from './after-failover.ts'
import { highAvailability } from './manual.ts'
import { compareAtRest, speaksOfDifference } from './at-rest.ts'

/** Rows are what they are, however they came to be. */
export function drawnOnce(servers: readonly string[]): Claim {
  return {
    id: 'random-is-no-problem',
    sentence: 'there is not a problem with non-deterministic functions like random()',
    source: `${highAvailability}, "Synchronous Multimaster Replication"`,
    trial: 'load',
    covers: speaksOfDifference,
    decide(_, { history }) {
      const { difference, unread, equal } = compareAtRest(history, servers)
      const power = { rows: equal }
      const lacking = rowsLacking(history, servers)
      if (lacking !== undefined) return unknown(lacking, power)
      if (difference !== undefined) return { verdict: 'violated', reason: difference, power }
      if (unread !== undefined) return unknown(`Not all that ${unread} holds was read.`, power)
      if (equal === 0) return unknown('No row was drawn.', power)
      const reason = 'What random() drew on one server stands on all of them.'
      return { verdict: 'holds', reason, power }
    },
  }
}

/** A statement that is executed on each server draws on each of them. */
export function drawnOnEach(servers: readonly string[]): Claim {
  return {
    id: 'random-differs-by-server',
    sentence:
      'functions like random(), CURRENT_TIMESTAMP, and sequences can have different values on different servers',
    source: `${highAvailability}, "SQL-Based Replication Middleware"`,
    trial: 'load',
    covers: speaksOfDifference,
    decide({ checks }, { history }) {
      const lacking = rowsLacking(history, servers) ?? constantApart(checks.divergence)
      if (lacking !== undefined) return unknown(lacking)
      const { difference, unread } = compareAtRest(history, servers)
      if (difference !== undefined)
        return { verdict: 'holds', reason: `${difference}${byTable(checks.divergence)}` }
      return unknown(
        unread === undefined
          ? 'All servers drew the same this time, so the run doesn’t show what might be.'
          : `Not all that ${unread} holds was read.`,
      )
    },
  }
}

/** Whether servers differ by more than by what stands in their rows: of that another claim speaks. */
function rowsLacking(history: History, servers: readonly string[]): string | undefined {
  const { difference } = compareAtRest(history, servers, (f) => f === 'read')
  return difference && `${difference} What is drawn takes no row away.`
}

/** Which of what was compared differs and in how many rows, and which does not: where each is a function, these are named. */
function byTable(check: Partial<DivergenceResult> | undefined): string {
  const { tables = [] } = check ?? {}
  if (tables.length < 2) return ''
  const named = (are: readonly TableComparison[], tell: (table: TableComparison) => string) =>
    are.length === 0 ? 'none' : are.map(tell).join(', ')
  const different = tables.filter(({ equal }) => equal === false)
  const same = tables.filter(({ equal }) => equal === true)
  const rows = ({ table, differing, nodes: [{ count }] }: TableComparison) =>
    `${table} (${differing} of ${count} rows)`
  return ` Different: ${named(different, rows)}. The same: ${named(same, ({ table }) => String(table))}.`
}

/** Whether servers differ in what no function gave: of that this says nothing. */
function constantApart(check: Partial<DivergenceResult> | undefined): string | undefined {
  const isConstant = ({ table }: TableComparison) => String(table).endsWith("'constant'")
  const apart = check?.tables?.find((each) => each.equal === false && isConstant(each))
  return apart && `${apart.differing} rows of ${apart.table} differ, which no function gave.`
}
