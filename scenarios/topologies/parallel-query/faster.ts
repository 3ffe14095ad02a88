import { faultSpans } from '../../../checkers/availability/faults.ts'
import { inspectionsOf } from '../../../checkers/integrity/inspections.ts'
import type { History } from '../../../history/history.ts'
import type { Decision } from '../../../runner/claim.ts'
import { ratioOf, type Ratio } from '../../../runner/ratio.ts'
import { unknown } from '../../claims/after-failover.ts'
import { PROCESSORS } from './inspections.ts'
import { queriesIn, type Query } from './queries.ts'
import type { Shards } from './shards.ts'
import { parallelQueryExecution } from './trial.ts'

/** Of fewer pairs an interval says nothing. */
const FEWEST_PAIRS = 5
/** What is faster by less than a fifth is not what anybody splits data for. */
const FASTER = 1.2

/**
 * Whether a query is faster where several servers work on it than where one has all rows: by pairs of one after the
 * other, so that a machine that is busy makes both slower. Work that waits needs no processor; of work that computes a
 * machine with fewer processors than shards shows nothing unless it is faster all the same.
 */
export function faster({ names }: Pick<Shards, 'names'>, work: string) {
  return parallelQueryExecution({
    id: 'several-servers-are-faster',
    sentence:
      'none allow a single query to use multiple servers to complete faster. This solution allows multiple servers to work concurrently on a single query',
    trial: 'load',
    decide(_, { history }) {
      const pairs = pairsIn(history, work)
      if (pairs.length < FEWEST_PAIRS)
        return unknown(`There were ${pairs.length} pairs of queries that nothing disturbed.`, {
          pairs: pairs.length,
        })
      const ratio = ratioOf(pairs)
      const power = { pairs: pairs.length, timesFaster: rounded(ratio.ratio) }
      const reason = told(pairs, ratio, `${names.length} shards, ${work}`)
      return { ...judge(ratio, reason, shortOfProcessors(history, work, names.length)), power }
    },
  })
}

function judge({ from, to }: Ratio, reason: string, short?: string): Decision {
  if (from > FASTER) return { verdict: 'holds', reason }
  if (short !== undefined) return unknown(`${reason} ${short}`)
  return to < FASTER ? { verdict: 'violated', reason } : unknown(reason)
}

/** What several servers took and what one took, in milliseconds. */
type Pair = [all: number, alone: number]

function pairsIn(history: History, work: string): Pair[] {
  const queries = queriesIn(history)
  const faults = faultSpans(history)
  const isDisturbed = ({ startNs, endNs }: Query) =>
    faults.some((fault) => endNs >= fault.startNs && startNs <= (fault.endNs ?? Infinity))
  const isBeside = (query: Query) =>
    queries.some(
      (other) => other !== query && other.startNs < query.endNs && other.endNs > query.startNs,
    )
  // Two that compute at once share the processors; two that wait share nothing.
  const isFit = (query: Query) => !isDisturbed(query) && (work !== 'computing' || !isBeside(query))
  const first = firstOfEach(history, queries)
  return neighbours(queries.filter((query) => query.answer && isFit(query) && !first.has(query)))
}

/** What each process asks the shards for first has them connected to, which is paid once. */
function firstOfEach(history: History, queries: readonly Query[]): Set<Query> {
  const firsts = new Map<number, Query>()
  for (const query of queries) {
    const process = history.process[query.start]
    if (query.key === 'all' && !firsts.has(process)) firsts.set(process, query)
  }
  return new Set(firsts.values())
}

/** Each of the shards' with the next one of one server. */
function neighbours(queries: readonly Query[]): Pair[] {
  const pairs: Pair[] = []
  let last: Query | undefined
  for (const query of queries) {
    if (query.key === 'alone' && last !== undefined)
      pairs.push([millisecondsOf(last), millisecondsOf(query)])
    last = query.key === 'all' ? query : undefined
  }
  return pairs
}

const millisecondsOf = ({ startNs, endNs }: Query) => (endNs - startNs) / 1e6

function shortOfProcessors(history: History, work: string, shards: number): string | undefined {
  if (work !== 'computing') return undefined
  const look = inspectionsOf(history).inspections.find(({ tool }) => tool === PROCESSORS)
  const processors = look?.counted?.processors
  if (processors !== undefined && processors >= shards) return undefined
  return `The shards share ${processors ?? 'an unknown number of'} processors, on which they can't compute at once.`
}

function told(pairs: readonly Pair[], { ratio, from, to }: Ratio, what: string): string {
  const [all, alone] = [0, 1].map((i) => middleOf(pairs.map((pair) => pair[i])).toFixed(0))
  const [times, least, most] = [ratio, from, to].map((each) => each.toFixed(2))
  return `Half of the queries took ${all} ms at most on ${what}, and ${alone} ms on one server: ${times} times as fast (${least} to ${most}).`
}

const middleOf = (values: number[]) => values.toSorted((a, b) => a - b)[values.length >> 1]
const rounded = (value: number) => Math.round(value * 100) / 100
