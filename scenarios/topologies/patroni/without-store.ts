import { faultSpans, type FaultSpan } from '../../../checkers/availability/faults.ts'
import { changesOf, type Evidence } from '../../../runner/evidence.ts'
import { serversOf, storesOf, type PatroniOptions } from './options.ts'

/** A time in which a primary did not reach a majority of etcd. */
export interface Without {
  primary: string
  span: FaultSpan
  /** Whether it still reached all other members. */
  reachesMembers: boolean
}

/** What a fault kept from whom, as the history tells it: by links, or by ways that were lost. */
interface Kept {
  links?: string[]
  lost?: string[]
}

/** Nodes of these faults are there no more for anybody. */
const away = /^(kill|stop|pause|partition)-(?!clients)/

/** Each of them by one fault alone, and of which it is known that it was one. */
export function timesWithoutStore(
  given: Pick<PatroniOptions, 'standbys' | 'dcs'>,
  evidence: Evidence,
): Without[] {
  const { history } = evidence
  const stores = storesOf(given)
  const majority = Math.floor(stores.length / 2) + 1
  return faultSpans(history).flatMap((span): Without[] => {
    const primary = primaryAt(span.startRow, evidence)
    if (primary === undefined || span.effect?.took === false) return []
    const isLost = lostFor(primary, span, (history.value[span.inForceRow] ?? {}) as Kept)
    const reached = stores.filter((store) => !isLost(store))
    if (reached.length >= majority) return []
    const others = serversOf(given).filter((name) => name !== primary)
    return [{ primary, span, reachesMembers: !others.some(isLost) }]
  })
}

function primaryAt(row: number, evidence: Evidence): string | undefined {
  const { modes } = evidence
  return changesOf(evidence).findLast(({ endRow }) => endRow < row)?.to ?? modes[0]?.node
}

/** Whom a primary that goes on does not reach any more. */
function lostFor(primary: string, { fault, nodes }: FaultSpan, { links = [], lost = [] }: Kept) {
  const isGone = (name: string) => name !== primary && away.test(fault) && nodes.includes(name)
  return (name: string) =>
    isGone(name) ||
    links.some((link) => [`${primary}-to-${name}`, `${name}-to-${primary}`].includes(link)) ||
    lost.some((way) => [`${primary} to ${name}`, `${name} to ${primary}`].includes(way))
}
