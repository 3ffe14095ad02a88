import { unknown } from '../../claims/after-failover.ts'
import { featureMatrix } from '../../claims/manual.ts'
import type { Claim } from '../../../runner/claim.ts'
import type { Beside } from './beside.ts'
import { besideAtRest } from './beside-at-rest.ts'
import { inTheEnd } from './trial.ts'

/** The node's own. */
const OWN_ROWS = 1

/** What was published arrives, and nothing else: of a table no row, of another some rows, and of these some columns. */
export function perTable(first: string, subscribers: readonly string[]): Claim {
  return {
    id: 'replication-is-per-table',
    sentence: 'Per-table granularity',
    source: featureMatrix,
    trial: 'load',
    covers: () => false,
    decide(_, evidence) {
      const { primary, others: names, all } = inTheEnd(evidence, first, subscribers)
      const { counts, unseen } = besideAtRest(evidence.history, all)
      if (unseen !== undefined) return unknown(`What ${unseen} has beside is not known.`)
      const published = counts.get(primary)!
      const power = {
        rowsOfOtherTables: published.unpublished - OWN_ROWS,
        rowsLeftOut: published.filtered,
        rowsPublishedInPart: published.published,
      }
      for (const name of names) {
        const wrong = wrongIn(counts.get(name)!, published)
        if (wrong !== undefined)
          return { verdict: 'violated', reason: `On ${name} ${wrong}.`, power }
      }
      if (Math.min(...Object.values(power)) <= 0)
        return unknown(
          'Nobody wrote what is not published, so that none of it could arrive.',
          power,
        )
      return {
        verdict: 'holds',
        reason: `Of ${power.rowsOfOtherTables} rows in a table that is not published and ${power.rowsLeftOut} that a filter left out none was on ${names.join(' and ')}, where ${power.rowsPublishedInPart} others were without the column that is not published.`,
        power,
      }
    },
  }
}

function wrongIn(there: Beside, published: Beside): string | undefined {
  const { unpublished, filtered, kept } = there
  if (unpublished !== OWN_ROWS)
    return `the table that nobody publishes has ${unpublished} rows, where ${OWN_ROWS} is its own`
  if (filtered > 0) return `there are ${filtered} rows that the publication leaves out`
  if (kept > 0) return `${kept} values are in a column that is not published`
  if (there.published !== published.published || there.publishedSum !== published.publishedSum)
    return `there are ${there.published} of ${published.published} published rows, or others`
  return undefined
}
