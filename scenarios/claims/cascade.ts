import type { Claim } from '../../runner/claim.ts'
import type { Evidence } from '../../runner/evidence.ts'
import { unknown } from './after-failover.ts'
import { logShipping } from './manual.ts'
import { notInForce, type ExpectedMode } from './in-force.ts'
import { standbysAway } from './standbys-away.ts'
import { directAt } from './direct-standbys.ts'
import { askedOf, isDisturbed, writesDuring } from './writes-during.ts'

/** Whoever streams from a standby is waited for by nobody, whatever the level: writes go on while it is away. */
export function cascadeIsAsynchronous(mode: ExpectedMode, nodes: readonly string[]): Claim {
  return {
    id: 'cascade-is-asynchronous',
    sentence:
      'Cascading replication is currently asynchronous. Synchronous replication settings have no effect on cascading replication at present',
    source: logShipping,
    trial: (evidence) => onlyCascadedAway(evidence, nodes).length > 0,
    covers: () => false,
    decide(_, evidence) {
      const otherMode = notInForce(evidence, mode)
      if (otherMode !== undefined) return unknown(otherMode)
      const seen = onlyCascadedAway(evidence, nodes)
        .map((away) => ({
          away,
          ...writesDuring(evidence.history, askedOf(evidence.history, away.primary), away),
        }))
        .filter(({ answered, waited }) => answered + waited > 0)
        // What hangs may hang by whatever else was done then.
        .filter(({ away, answered }) => answered > 0 || !isDisturbed(away, evidence))
      const power = { writesWhileAway: seen.reduce((sum, { tried }) => sum + tried, 0) }
      if (seen.length === 0)
        return unknown(
          'No write was tried for long enough while only a cascaded standby was away.',
          power,
        )
      const stuck = seen.find(({ answered }) => answered === 0)
      const told = ({ away, answered, tried }: (typeof seen)[0]) =>
        `While ${away.fault} took a cascaded standby, ${answered} of ${tried} writes were acknowledged.`
      if (stuck !== undefined) return { verdict: 'violated', reason: told(stuck), power }
      return { verdict: 'holds', reason: seen.map(told).join(' '), power }
    },
  }
}

/** Stretches in which each standby that streams from the primary itself was there, and another was not. */
function onlyCascadedAway(evidence: Evidence, nodes: readonly string[]) {
  return standbysAway(evidence, nodes).filter((away) => {
    const direct = directAt(evidence, away.primary, away.fromRow)
    return direct.length > 0 && direct.every((name) => away.left.includes(name))
  })
}
