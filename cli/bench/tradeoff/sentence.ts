import { highAvailability } from '../../../scenarios/claims/manual.ts'
import type {
  Condition,
  Interval,
  Point,
  Said,
  Sentence,
} from '../../../reports/tradeoff/results.ts'
import { clientsText } from '../../../reports/tradeoff/words.ts'

const HALF = 0.5
/** So much of the single server's commits has to be left where an impact is called minimal. */
export const MINIMAL_LEAVES = 0.8

/** With them a standby has written and flushed a commit, or shows it, before it is acknowledged. */
const fully = ['on', 'remote_apply']

/**
 * What the points say of the manual's sentence. It speaks of what may be, over a slow network: so it holds where it holds
 * at one longer round trip and number of clients, is violated where it does at none, and is unknown where intervals
 * leave that open.
 */
export function sentenceOf(points: readonly Point[]): Sentence {
  const conditions = conditionsOf(points)
  return {
    sentence:
      'A fully synchronous solution over a slow network might cut performance by more than half, while an asynchronous one might have a minimal performance impact.',
    source: highAvailability,
    ...verdictOf(conditions),
    conditions,
  }
}

function conditionsOf(points: readonly Point[]): Condition[] {
  const cells = Map.groupBy(points, ({ rttMs, clients }) => `${rttMs} ${clients}`)
  return [...cells.values()].flatMap((cell) => {
    const [{ rttMs, clients }] = cell
    const sync = cell.filter(({ level }) => fully.includes(level))
    const async = cell.find(({ level }) => level === 'async')
    if (rttMs === 0 || sync.length === 0 || async === undefined) return []
    const halved = allOf(sync.map((point) => saysOf(point, below(HALF))))
    const minimal = saysOf(async, atLeast(MINIMAL_LEAVES))
    return [{ rttMs, clients, halved, minimal, said: allOf([halved, minimal]) }]
  })
}

type Judge = (ratio: Interval) => Said

const below =
  (limit: number): Judge =>
  ({ from, to }) =>
    to < limit ? 'holds' : from >= limit ? 'not' : 'unknown'

const atLeast =
  (limit: number): Judge =>
  ({ from, to }) =>
    from >= limit ? 'holds' : to < limit ? 'not' : 'unknown'

/** A round trip that nothing waited for is none. */
function saysOf({ ratio, delayedBytes }: Point, judge: Judge): Said {
  return delayedBytes > 0 ? judge(ratio) : 'unknown'
}

/** One that is not so decides; otherwise all have to be. */
function allOf(all: readonly Said[]): Said {
  if (all.includes('not')) return 'not'
  return all.includes('unknown') ? 'unknown' : 'holds'
}

function verdictOf(conditions: readonly Condition[]): Pick<Sentence, 'verdict' | 'reason'> {
  if (conditions.length === 0)
    return {
      verdict: 'unknown',
      reason: 'It needs async, and on or remote_apply, at a round trip above 0 ms.',
    }
  const said = conditions.map((each) => each.said)
  const verdict = said.includes('holds')
    ? 'holds'
    : said.includes('unknown')
      ? 'unknown'
      : 'violated'
  const byClients = [...Map.groupBy(conditions, ({ clients }) => clients)]
  return { verdict, reason: `${byClients.map(toldOf).join('; ')}.` }
}

/** `with 8 clients it holds at 10, 20, 50 ms, not at 1 ms, unknown at 2, 5 ms` */
function toldOf([clients, some]: [number, Condition[]]): string {
  const at = (said: Said) => {
    const rtts = some.filter((each) => each.said === said).map(({ rttMs }) => rttMs)
    return rtts.length === 0
      ? []
      : [`${words[said]} at ${rtts.toSorted((a, b) => a - b).join(', ')} ms`]
  }
  const all = [...at('holds'), ...at('not'), ...at('unknown')]
  return `with ${clientsText(clients)} ${all.join(', ')}`
}

const words: Record<Said, string> = { holds: 'it holds', not: 'not', unknown: 'unknown' }
