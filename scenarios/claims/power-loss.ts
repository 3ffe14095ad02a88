import type { CheckResult } from '../../checkers/checker.ts'
import type { DurabilityResult } from '../../checkers/durability/durability.ts'
import type { Claim } from '../../runner/claim.ts'
import { unknown } from './after-failover.ts'
import { afterCrash, LATE_NS } from './crash.ts'
import type { ExpectedMode } from './in-force.ts'
import type { Losses } from './losses.ts'
import { mayBeOf } from './lost-writes.ts'

const CHECK = 'integrity'

/** Who has nothing forced to the disk may lose anything by a loss of power, whenever it was acknowledged, and be left with data that are none. */
export function powerLossMayLose(mode: ExpectedMode, workload: Losses): Claim {
  const told = {
    id: 'power-loss-may-lose-without-fsync',
    sentence:
      'this can result in unrecoverable data corruption in the event of a power failure or system crash',
    source:
      'PostgreSQL documentation, chapter "Server Configuration", section "Write Ahead Log", fsync',
  }
  const without = { ...mode, fsync: 'off' }
  const claim = afterCrash(
    told,
    without,
    workload,
    'of power',
    (judged, evidence, crashes, others) => {
      const { acknowledged, lost, checks } = judged
      const integrity: CheckResult | undefined = checks[CHECK]
      if (lost === null) return unknown('Nobody can tell which writes of this workload were lost.')
      const power = { lost }
      if (lost === 0 && integrity?.verdict === 'fail')
        return { verdict: 'holds', reason: integrity.anomalies[0].summary, power }
      if (lost === 0)
        return unknown(`None of ${acknowledged} acknowledged writes was lost this time.`, power)
      if (evidence.failovers.length > 0) return mayBeOf('a failover')
      const { lostWindow } = checks.durability as DurabilityResult
      const lastNs = Math.max(...[...crashes, ...others].map(({ inForceNs }) => inForceNs))
      if (lostWindow !== null && lostWindow.lastNs > lastNs + LATE_NS)
        return {
          verdict: 'violated',
          reason: 'A lost write was acknowledged after the last loss of power or crash.',
          power,
        }
      return {
        verdict: 'holds',
        reason: `${lost} of ${acknowledged} acknowledged writes were lost, for nothing had forced them to the disk.`,
        power,
      }
    },
  )
  const ofLosses = claim.covers
  return { ...claim, covers: (...found) => found[0] === CHECK || ofLosses(...found) }
}
