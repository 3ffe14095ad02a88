import { unknown } from '../../claims/after-failover.ts'
import { featureMatrix } from '../../claims/manual.ts'
import type { Claim } from '../../../runner/claim.ts'
import type { Beside } from './beside.ts'
import { besideAtRest } from './beside-at-rest.ts'
import { inTheEnd } from './trial.ts'

/** The node's own. */
const OWN_ROWS = 1

/** What was published arrives, and nothing else: of a table no row, of another some rows, and of these some columns. */
export function perTable(
  first: string,
  subscribers: readonly string[],
  failsOverToStandby: boolean,
): Claim {
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
      const wrongs = names.flatMap((name) => wrongIn(name, counts.get(name)!, published) ?? [])
      const wrong = wrongs.find(({ isOfRows }) => !isOfRows) ?? wrongs[0]
      // A standby that was promoted may lack what a subscriber has, whatever is published.
      const mayLack = failsOverToStandby && evidence.failovers.length > 0
      if (wrong?.isOfRows && mayLack) return unknown(wrong.told, power)
      if (wrong?.isOfRows && published.published === 0)
        return unknown(`${primary} itself has none of the rows that are published.`, power)
      if (wrong !== undefined) return { verdict: 'violated', reason: wrong.told, power }
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

interface Wrong {
  told: string
  /** It may be so by what else was lost. */
  isOfRows?: boolean
}

function wrongIn(name: string, there: Beside, published: Beside): Wrong | undefined {
  const { unpublished, filtered, kept } = there
  const on = (told: string) => `On ${name} ${told}.`
  if (unpublished !== OWN_ROWS)
    return {
      told: on(
        `the table that nobody publishes has ${unpublished} rows, where ${OWN_ROWS} is its own`,
      ),
    }
  if (filtered > 0)
    return { told: on(`there are ${filtered} rows that the publication leaves out`) }
  if (kept > 0) return { told: on(`${kept} values are in a column that is not published`) }
  if (there.published !== published.published || there.publishedSum !== published.publishedSum)
    return {
      told: on(`there are ${there.published} of ${published.published} published rows, or others`),
      isOfRows: true,
    }
  return undefined
}
