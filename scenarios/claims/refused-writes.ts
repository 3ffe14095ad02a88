import { inspectionsOf } from '../../checkers/integrity/inspections.ts'
import type { Claim } from '../../runner/claim.ts'
import type { Evidence } from '../../runner/evidence.ts'
import { STANDBY_WRITES } from '../databases/postgres/standby-writes.ts'
import { besideThePrimary } from './beside-the-primary.ts'
import { highAvailability } from './manual.ts'

/**
 * One primary at a time, across failovers: whoever was replaced acknowledges nothing that was begun after that, and each
 * standby refuses a write, which is tried after the run, for no client ever asks it to.
 */
export const standbysRefuseWrites: Claim = {
  id: 'standbys-refuse-writes',
  sentence: 'Servers that can modify data are called read/write, master or primary servers',
  source: highAvailability,
  trial(evidence) {
    const tried = looks(evidence)
    // What one took is told whatever happened.
    const took = tried.some(({ findings }) => findings.length > 0)
    return took || (evidence.failovers.length > 0 && tried.length > 0)
  },
  covers: () => false,
  decide(_, evidence) {
    const tried = looks(evidence)
    const power = { standbysTried: tried.length }
    const took = tried.find(({ findings }) => findings.length > 0)
    if (took !== undefined)
      return { verdict: 'violated', reason: `On ${took.node} ${took.findings[0]}.`, power }
    const [second] = besideThePrimary(evidence)
    if (second !== undefined)
      return {
        verdict: 'violated',
        reason: `${second.node} acknowledged a write that was begun after another had taken its place.`,
        power,
      }
    return {
      verdict: 'holds',
      reason: `One server at a time acknowledged writes, and ${tried.map(({ node }) => node).join(' and ')} refused to modify a table at the end.`,
      power,
    }
  },
}

function looks({ history }: Evidence) {
  return inspectionsOf(history).inspections.filter(({ tool }) => tool === STANDBY_WRITES)
}
