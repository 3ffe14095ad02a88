import { documentation } from './manual.ts'
import { serversOf, WITNESS, type RepmgrOptions } from './options.ts'
import type { AreApart, Rule } from './not-replaced.ts'

/** A primary that somebody sees is not replaced by who does not: by the witness, and with a consensus by any other node. */
export function seenByOthers(given: RepmgrOptions): Rule {
  const byConsensus = given.consensus === 'yes'
  const witness = given.witness === 'yes' ? [WITNESS] : []
  const seers = byConsensus ? [...serversOf(given), ...witness] : witness
  return {
    id: 'seen-primary-is-not-replaced',
    ...(byConsensus ? consensus : proof),
    why(blind, primary, areApart) {
      // Each who does not see it has to hear it from somebody.
      const seesFor = (standby: string) =>
        seers.filter(
          (seer) =>
            seer !== primary &&
            seer !== standby &&
            !areApart(seer, primary) &&
            !areApart(seer, standby),
        )
      const told = blind.map(seesFor)
      if (told.some((each) => each.length === 0)) return undefined
      return `which ${[...new Set(told.flat())].join(' and ')} still saw`
    },
  }
}

/** Who sees neither the primary nor the witness has to take it for itself that is cut off. */
export const seesNobody: Rule = {
  id: 'cut-off-standby-is-not-promoted',
  sentence:
    'if it can’t see either the witness or the primary server, it’s likely there’s a network-level interruption and it should not promote itself',
  source: documentation('Using a witness server'),
  why: (blind: readonly string[], _primary: string, areApart: AreApart) =>
    blind.every((standby) => areApart(standby, WITNESS))
      ? `and ${blind.join(' and ')} saw neither it nor the witness`
      : undefined,
}

const consensus = {
  sentence:
    'only continue with failover if no standbys (or the witness server, if present) have seen the primary node recently',
  source: documentation('repmgrd configuration'),
}

const proof = {
  sentence:
    'to provide proof that it is the primary server itself which is unavailable, rather than e.g. a network split between different physical locations',
  source: documentation('Using a witness server'),
}
