import type { IntegrityResult } from '../../../checkers/integrity/integrity.ts'
import type { Claim, Decision, Judged } from '../../../runner/claim.ts'
import type { Evidence } from '../../../runner/evidence.ts'
import type { Workload } from '../../../runner/workload.ts'
import { damages, type Damage } from '../../claims/damage.ts'
import { failedFailovers } from '../../claims/failed-failovers.ts'
import { notInForce, type ExpectedMode } from '../../claims/in-force.ts'
import { speaksOfLosses } from '../../claims/losses.ts'
import { differentSolutions } from '../../claims/manual.ts'
import { lieOfMirror, mirroredBefore, takenOverFrom } from './last-mirror.ts'
import { REFUSES } from './refusal.ts'

const CHECK = 'integrity'

/** A server can be started on a mirror as after a crash: it takes it for whole, and finds nothing wrong with it. */
export function mirrorIsConsistent(mode: ExpectedMode, workload: Workload) {
  return {
    id: 'mirror-is-consistent',
    sentence:
      'the mirroring must be done in a way that ensures the standby server has a consistent copy of the file system',
    source: differentSolutions,
    trial: (evidence: Evidence) =>
      refusals(evidence).length > 0 || takenOverFrom(evidence).length > 0,
    covers: (check) => check === CHECK,
    decide(judged, evidence) {
      const power = { writesMirrored: mirroredBefore(evidence) }
      const damage = damages(evidence.history).find(({ below }) => below === undefined)
      if (damage !== undefined)
        return {
          verdict: 'unknown',
          reason: `A file of ${damage.of} was damaged on ${damage.node}, and a mirror has what is written to files.`,
          power,
        }
      const [refusal] = refusals(evidence)
      if (refusal !== undefined) return { verdict: 'violated', reason: refusal, power }
      const wrong = wrongIn(judged, workload, damages(evidence.history))
      if (wrong !== undefined)
        return lieOfMirror(evidence) ?? { verdict: 'violated', reason: wrong, power }
      const otherMode = notInForce(evidence, mode)
      if (otherMode !== undefined) return { verdict: 'unknown', reason: otherMode }
      return withPower(judged, evidence, power)
    },
  } satisfies Claim
}

/** What servers said that were to take over and would not begin with their mirror. */
function refusals({ history }: Evidence): string[] {
  return failedFailovers(history)
    .map(({ error }) => error)
    .filter((error) => error.includes(REFUSES))
}

/** What the server's tools or its answers show that no loss explains, nor damage to a medium that its own server tells of. */
function wrongIn(
  { checks }: Judged,
  workload: Workload,
  ofMedia: readonly Damage[],
): string | undefined {
  const isLoss = speaksOfLosses(workload)
  const ownWords = ofMedia.map(({ node }) => `server log on ${node} says`)
  for (const [name, { anomalies }] of Object.entries(checks))
    for (const anomaly of anomalies) {
      const isOwn = ownWords.some((words) => anomaly.summary.startsWith(words))
      if (!isOwn && !isLoss(name, anomaly, { checks } as Judged))
        return `${name} says: ${anomaly.summary}`
    }
}

function withPower(
  { checks }: Judged,
  evidence: Evidence,
  power: { writesMirrored: number },
): Decision {
  const { [CHECK]: check } = checks
  if (check === undefined || check.verdict === 'unknown')
    return { verdict: 'unknown', reason: check?.reason ?? 'No tool inspected any node.', power }
  if (power.writesMirrored === 0)
    return {
      verdict: 'unknown',
      reason: 'Nothing was written before the last mirror was made, so there was nothing to spoil.',
      power,
    }
  const { inspections } = check as IntegrityResult
  const tools = [...new Set(inspections.map(({ tool }) => tool))].join(', ')
  const names = takenOverFrom(evidence).map(
    ({ to, mirror: { number } }) => `${to} on mirror ${number}`,
  )
  return {
    verdict: 'holds',
    reason: `The server started ${names.join(' and ')}, which held ${power.writesMirrored} acknowledged writes, and ${tools} found nothing.`,
    power,
  }
}
