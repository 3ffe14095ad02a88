import { faultSpans, type FaultSpan } from '../../../checkers/availability/faults.ts'
import { changesOf, primaryBefore, type Evidence } from '../../../runner/evidence.ts'
import { goneIn } from '../../claims/standbys-away.ts'
import { serversOf, storesOf, type PatroniOptions } from './options.ts'

/** A time in which a primary did not reach a majority of etcd. */
export interface Without {
  primary: string
  span: FaultSpan
  /** Whether it still reached all other members. */
  reachesMembers: boolean
}

/** Each of them by one fault alone, and of which it is known that it was one. */
export function timesWithoutStore(
  given: Pick<PatroniOptions, 'standbys' | 'dcs'>,
  evidence: Evidence,
): Without[] {
  const { history } = evidence
  const [servers, stores] = [serversOf(given), storesOf(given)]
  const majority = Math.floor(stores.length / 2) + 1
  const changes = changesOf(evidence)
  return faultSpans(history).flatMap((span): Without[] => {
    const primary = primaryBefore(span.startRow, changes, servers[0])
    const { node, apart } = goneIn(history.value[span.inForceRow], span)
    // Who is gone itself has nothing to give up.
    if (node(primary) || span.effect?.took === false) return []
    const reached = stores.filter((store) => !apart(primary, store))
    if (reached.length >= majority) return []
    const reachesMembers = !servers.some((name) => name !== primary && apart(primary, name))
    return [{ primary, span, reachesMembers }]
  })
}
