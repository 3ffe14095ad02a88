import type { DurabilityResult } from '../../../checkers/durability/durability.ts'
import { OK, type History } from '../../../history/history.ts'
import type { Claim } from '../../../runner/claim.ts'
import { unknown } from '../../claims/after-failover.ts'
import { speaksOfLosses, type Losses } from '../../claims/losses.ts'
import { speaksOfDifference } from './at-rest.ts'
import { inTheMatrix } from './manual.ts'

/** A server that never comes back takes along what it had acknowledged and sent to nobody, and nothing that another did. */
export function deathLoses(workload: Losses): Claim {
  const ofLosses = speaksOfLosses(workload)
  return inTheMatrix({
    id: 'a-dead-server-takes-unsent-writes-along',
    sentence: 'Primary failure will never lose data: –',
    trial: ({ history }) => replacedIn(history).length > 0,
    covers: (check, anomaly, judged) =>
      ofLosses(check, anomaly, judged) ||
      (check === 'integrity' && speaksOfDifference(check, anomaly, judged)),
    decide({ checks, acknowledged, lost }, { history }) {
      if (lost === null) return unknown(checks.durability?.reason ?? 'Nobody counted losses.')
      const replaced = replacedIn(history)
      const { lostWrites = [] } = checks.durability as Partial<DurabilityResult>
      const other = lostWrites.find(
        ({ acknowledged: { node, timeNs } }) =>
          !replaced.some((each) => each.node === node && timeNs < each.timeNs),
      )
      if (other !== undefined)
        return {
          verdict: 'violated',
          reason: `${other.acknowledged.node} acknowledged ${JSON.stringify(other.element)}, was not replaced after that, and it is lost.`,
        }
      const power = { lost }
      if (lost === 0)
        return unknown('All that a dead server had acknowledged had been sent, this time.', power)
      const names = [...new Set(replaced.map(({ node }) => node))].join(' and ')
      return {
        verdict: 'holds',
        reason: `${lost} of ${acknowledged} acknowledged writes went with ${names}, and none that another server acknowledged.`,
        power,
      }
    },
  })
}

/** Servers that were made anew, and from when on they had nothing of their own any more. */
export function replacedIn(history: History): { node: string; timeNs: number }[] {
  return [...history.kinds].flatMap(([row, kind]) => {
    if (kind !== 'undo' || history.type[row] !== OK) return []
    const { replaced = [] } = (history.value[row] ?? {}) as { replaced?: string[] }
    return replaced.map((node) => ({ node, timeNs: history.timeNs[row] }))
  })
}
