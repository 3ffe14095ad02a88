import { faultSpans } from '../../checkers/availability/faults.ts'
import { inspectionsOf } from '../../checkers/integrity/inspections.ts'
import type { Claim } from '../../runner/claim.ts'
import { changesOf, type Evidence } from '../../runner/evidence.ts'
import { unknown } from './after-failover.ts'
import { logShipping } from './manual.ts'

/** What looks for standbys that were refused by who they stream from is called so in the history. */
export const REFUSED_STREAMS = 'refused streams'

/** With an archive a standby may come to have more than the one that it streams from, and must be let wait for the rest. */
export const streamsGoOnDownstream: Claim = {
  id: 'streaming-continues-downstream',
  sentence:
    'even if the replication connection in some upstream connection is terminated, streaming replication continues downstream for as long as new WAL records are available',
  source: logShipping,
  trial: (evidence) => refused(evidence).length > 0 || onStandbys(evidence) > 0,
  covers: () => false,
  decide(_, evidence) {
    const power = { faultsOfStandbys: onStandbys(evidence) }
    const looks = looksOf(evidence)
    if (looks.length === 0) return unknown('Nobody looked whether a standby was refused.', power)
    const [first] = refused(evidence)
    if (first !== undefined)
      return {
        verdict: 'violated',
        reason: `${first.node} had more than the standby that it streams from, and was refused: ${first.findings[0]}.`,
        power,
      }
    return { verdict: 'holds', reason: 'No standby was refused by who it streams from.', power }
  },
}

function looksOf({ history }: Evidence) {
  return inspectionsOf(history).inspections.filter(({ tool }) => tool === REFUSED_STREAMS)
}

function refused(evidence: Evidence) {
  return looksOf(evidence).filter(({ findings }) => findings.length > 0)
}

/** They leave a node's streams as they are, or make them slow at most. */
const streaming = /^(cpu|io|clock|delay|rate|loss|long-transaction|slow-reader|\w+-storm)\b/

/** Faults that met a standby, whose streams may have ended by that; who was a primary first did not stream then. */
function onStandbys(evidence: Evidence): number {
  const replaced = new Set<string | null>(changesOf(evidence).map(({ from }) => from))
  const names = new Set(looksOf(evidence).map(({ node }) => node)).difference(replaced)
  return faultSpans(evidence.history).filter(
    ({ fault, nodes }) => !streaming.test(fault) && nodes.some((name) => names.has(name)),
  ).length
}
