import { faultSpans } from '../../checkers/availability/faults.ts'
import { inspectionsOf } from '../../checkers/integrity/inspections.ts'
import type { Claim } from '../../runner/claim.ts'
import { acknowledgedWrites } from '../../checkers/availability/acknowledged.ts'
import type { Evidence } from '../../runner/evidence.ts'
import { highAvailability } from './manual.ts'

/** What tries it is called so in the history. */
export const STANDBY_WRITES = 'standby writes'

/**
 * One primary, and nobody else takes a write: tried on each standby after a run in which nothing is broken, for no client
 * ever asks it to.
 */
export const standbysRefuseWrites: Claim = {
  id: 'standbys-refuse-writes',
  sentence:
    'Servers that can modify data are called read/write, master or primary servers. Servers that track changes in the primary are called standby or secondary servers',
  source: highAvailability,
  trial: ({ history }) => faultSpans(history).length === 0 && looks(history).length > 0,
  covers: () => false,
  decide(_, evidence) {
    const tried = looks(evidence.history)
    const power = { standbysTried: tried.length, writesOfThePrimary: writesOf(evidence) }
    const took = tried.find(({ findings }) => findings.length > 0)
    if (took !== undefined)
      return { verdict: 'violated', reason: `On ${took.node} ${took.findings[0]}.`, power }
    if (power.writesOfThePrimary === 0)
      return { verdict: 'unknown', reason: 'No write was acknowledged.', power }
    return {
      verdict: 'holds',
      reason: `${tried.map(({ node }) => node).join(' and ')} refused to modify a table that the primary had modified ${power.writesOfThePrimary} times.`,
      power,
    }
  },
}

function looks(history: Evidence['history']) {
  return inspectionsOf(history).inspections.filter(({ tool }) => tool === STANDBY_WRITES)
}

function writesOf({ history }: Evidence): number {
  return acknowledgedWrites(history).toArray().length
}
