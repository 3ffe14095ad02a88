import { faultSpans } from '../../checkers/availability/faults.ts'
import { inspectionsOf } from '../../checkers/integrity/inspections.ts'
import type { Claim } from '../../runner/claim.ts'
import { changesOf, type Evidence } from '../../runner/evidence.ts'
import { unknown } from './after-failover.ts'
import { continuousArchiving } from './manual.ts'

/** What looks for gaps in an archive is called so in the history. */
export const ARCHIVED_WAL = 'archived WAL'

/** An archive beside streaming: what standbys got by that, they take for shipped, and a failover leaves a gap for ever. */
export const archiveIsWhole: Claim = {
  id: 'archive-is-continuous',
  sentence:
    'To recover successfully using continuous archiving, you need a continuous sequence of archived WAL files',
  source: continuousArchiving,
  trial: (evidence) =>
    changesOf(evidence).length + shippingMet(evidence) > 0 ||
    (lookOf(evidence)?.findings.length ?? 0) > 0,
  covers: () => false,
  decide(_, evidence) {
    const changes = changesOf(evidence)
    const power = { changesOfThePrimary: changes.length, faults: shippingMet(evidence) }
    const missing = lookOf(evidence)?.findings
    if (missing === undefined)
      return unknown('Nobody could look into the archive once all had been shipped.', power)
    if (missing.length === 0)
      return {
        verdict: 'holds',
        reason: `The archive has every segment from its first to its last${after(changes)}.`,
        power,
      }
    const all = missing.length === 1 ? `segment ${missing[0]}` : told(missing)
    return {
      verdict: 'violated',
      reason: `The archive lacks ${all}, and has others before and after: a recovery ends there${after(changes)}.`,
      power,
    }
  },
}

function lookOf({ history }: Evidence) {
  return inspectionsOf(history).inspections.find(({ tool }) => tool === ARCHIVED_WAL)
}

/** Faults that met a primary or the archive: what else fails keeps no segment from it that a primary has. */
function shippingMet(evidence: Evidence): number {
  const ofPrimaries = changesOf(evidence).flatMap(({ from, to }) => [from, to])
  const asked = evidence.modes.map(({ node }) => node)
  const names = new Set<unknown>([...ofPrimaries, ...asked, lookOf(evidence)?.node])
  return faultSpans(evidence.history).filter(({ nodes }) => nodes.some((name) => names.has(name)))
    .length
}

function told(missing: readonly string[]): string {
  return `${missing.length} segments, ${missing[0]} to ${missing.at(-1)}`
}

function after(changes: ReturnType<typeof changesOf>): string {
  if (changes.length === 0) return ''
  return `, after ${changes.map(({ from, to }) => `${to} took the place of ${from}`).join(' and ')}`
}
