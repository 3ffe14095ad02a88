import type { IntegrityResult } from '../../checkers/integrity/integrity.ts'
import type { Claim, Judged } from '../../runner/claim.ts'
import type { Evidence } from '../../runner/evidence.ts'
import { unknown } from './after-failover.ts'
import { damages, type Damage } from './damage.ts'
import { failedFailovers } from './failed-failovers.ts'

export interface ReachOfDamage extends Pick<Claim, 'id' | 'sentence' | 'source'> {
  /** Of which damage it speaks. */
  speaksOf(damage: Damage): boolean
  /** Whether whoever takes over has it too. */
  reaches: boolean
  /** In the error of a takeover that failed by the data; absent where who takes over has data of its own. */
  refuses?: string
}

/** Whether what was damaged on a primary is so on the node that takes over from it, by what that one's server and tools say. */
export function reachOfDamage({ speaksOf, reaches, refuses, ...told }: ReachOfDamage): Claim {
  const first = ({ history }: Evidence) => damages(history).find(speaksOf)
  return {
    ...told,
    trial: (evidence) => first(evidence) !== undefined,
    ofDamage: true,
    // What servers wrote of a file that is known to be damaged; of the other side's it is decided by.
    covers: (check, { summary }) => check === 'integrity' && summary.startsWith('server log on '),
    decide(judged, evidence) {
      const damage = first(evidence)!
      const { node, of, server } = damage
      if (server !== 'refused')
        return unknown(
          `The server of ${node} did not refuse its damaged ${of}, which may harm nobody.`,
        )
      const found = takenOver(judged, evidence, damage) ?? refusal(evidence, damage, refuses)
      if (found === undefined)
        return unknown(`Nobody tried to take over from ${node} after its ${of} was damaged.`)
      if (found.reached === undefined) return unknown(found.by)
      return {
        verdict: found.reached === reaches ? 'holds' : 'violated',
        reason: `The server of ${node} refused its damaged ${of}, and ${found.by}`,
        power: { refusals: found.reached ? 2 : 1 },
      }
    },
  }
}

/** Whether the damage is on the other side as well, if that is known, and what says so. */
interface Reach {
  reached?: boolean
  by: string
}

function takenOver(
  { checks }: Judged,
  { failovers }: Evidence,
  { node, fromRow }: Damage,
): Reach | undefined {
  const failover = failovers.find(({ from, startRow }) => from === node && startRow > fromRow)
  if (failover === undefined) return undefined
  const { to } = failover
  const { inspections = [] } = (checks.integrity ?? {}) as Partial<IntegrityResult>
  const there = inspections.filter((each) => each.node === to)
  const complaint = there.find(({ findings }) => findings.length > 0)
  if (complaint !== undefined)
    return { reached: true, by: `${complaint.tool} on ${to} says: ${complaint.findings[0]}` }
  if (there.length === 0) return { by: `No tool inspected ${to}, which took over.` }
  const tools = there.map(({ tool }) => tool).join(', ')
  return { reached: false, by: `${to} took over, where ${tools} found nothing.` }
}

function refusal(
  { history }: Evidence,
  { node, fromRow }: Damage,
  refuses?: string,
): Reach | undefined {
  const refused = failedFailovers(history).find(
    ({ from, startRow, error }) =>
      from === node && startRow > fromRow && refuses !== undefined && error.includes(refuses),
  )
  return refused && { reached: true, by: `so did the one that was to take over: ${refused.error}` }
}
