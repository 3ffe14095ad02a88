import type { Claim } from '../../../runner/claim.ts'
import { notInForce, type ExpectedMode } from '../../claims/in-force.ts'
import { differentSolutions } from '../../claims/manual.ts'
import { standbysAway } from '../../claims/standbys-away.ts'
import { askedOf, hangingInto, isDisturbed, writesDuring } from '../../claims/writes-during.ts'
import { servers } from './options.ts'

/** What is written while one disk is away that stops without it is answered by nobody before that is back. */
export function mirrorIsWaitedFor(mode: ExpectedMode): Claim {
  return {
    id: 'mirror-is-waited-for',
    sentence:
      'specifically, writes to the standby must be done in the same order as those on the primary',
    source: differentSolutions,
    trial: 'standbys away',
    covers: () => false,
    decide(_, evidence) {
      const otherMode = notInForce(evidence, mode)
      if (otherMode !== undefined) return { verdict: 'unknown', reason: otherMode }
      const { history } = evidence
      const stretches = standbysAway(evidence, servers)
        .filter((away) => !isDisturbed(away, evidence))
        .map((away) => {
          const asked = askedOf(history, away.primary)
          const { answered, waited } = writesDuring(history, asked, away)
          return { answered, waited: waited + hangingInto(history, asked, away) }
        })
      const sum = (of: 'answered' | 'waited') => stretches.reduce((all, each) => all + each[of], 0)
      const power = { writesThatWaited: sum('waited') }
      if (sum('answered') > 0)
        return {
          verdict: 'violated',
          reason: `${sum('answered')} writes were acknowledged while the mirror was away.`,
          power,
        }
      if (power.writesThatWaited === 0)
        return { verdict: 'unknown', reason: 'No write was tried while it was away.', power }
      return {
        verdict: 'holds',
        reason: `${power.writesThatWaited} writes waited for the mirror that was away, and none was acknowledged.`,
        power,
      }
    },
  }
}
