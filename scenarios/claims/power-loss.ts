import type { Claim } from '../../runner/claim.ts'
import { unknown } from './after-failover.ts'
import { afterCrash } from './crash.ts'
import type { ExpectedMode } from './in-force.ts'
import type { Losses } from './losses.ts'
import { mayBeOf } from './lost-writes.ts'

/** Who has nothing forced to the disk may lose anything by a loss of power, whenever it was acknowledged. */
export function powerLossMayLose(mode: ExpectedMode, workload: Losses): Claim {
  const told = {
    id: 'power-loss-may-lose-without-fsync',
    sentence:
      'this can result in unrecoverable data corruption in the event of a power failure or system crash',
    source:
      'PostgreSQL documentation, chapter "Server Configuration", section "Write Ahead Log", fsync',
  }
  return afterCrash(told, { ...mode, fsync: 'off' }, workload, (judged, evidence) => {
    const { acknowledged, lost } = judged
    if (lost === null) return unknown('Nobody can tell which writes of this workload were lost.')
    if (lost === 0)
      return unknown(`None of ${acknowledged} acknowledged writes was lost this time.`, { lost })
    if (evidence.failovers.length > 0) return mayBeOf('a failover')
    return {
      verdict: 'holds',
      reason: `${lost} of ${acknowledged} acknowledged writes were lost, for nothing had forced them to the disk.`,
      power: { lost },
    }
  })
}
