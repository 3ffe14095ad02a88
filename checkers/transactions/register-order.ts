import { components } from './components.ts'
import type { Findings } from './findings.ts'
import { GraphBuilder, type Graph } from './graph.ts'
import { Paths } from './paths.ts'
import { externalReads, externalWrites, type RegisterVersions } from './register-versions.ts'
import { show } from './text.ts'
import { int32Column } from './columns.ts'
import { FAIL, OK } from '../../history/history.ts'
import type { Transactions } from './transaction.ts'

/** What may be assumed of single keys, to know the order of a register's values; under Elle's names. */
export interface KeyAssumptions {
  /** A transaction that reads a key and then writes it replaces what it read (`wfr-keys?`). */
  wfrKeys?: boolean
  /** Each key is sequentially consistent: a process sees its values in their order (`sequential-keys?`). */
  sequentialKeys?: boolean
  /** Each key is linearizable: its values come in the order of real time (`linearizable-keys?`). */
  linearizableKeys?: boolean
}

export const INITIAL = 1
export const WFR = 2
export const SEQUENTIAL = 4
export const LINEARIZABLE = 8

/** Why one version came before another, for the end of a sentence. */
export const sources: Record<number, string> = {
  [INITIAL]: 'where it was before any write',
  [WFR]: 'as a transaction read the one and then wrote the other',
  [SEQUENTIAL]: 'as one process used the one and later the other',
  [LINEARIZABLE]: 'as the one was used before the use of the other began',
}

/** One version came before another, for `earlier` used the one and `later` the other. */
export interface Before {
  from: number
  to: number
  earlier: number
  later: number
}

/**
 * A graph of the versions of all keys whose edges say what came before what. A source that contradicts what is
 * already there is an anomaly, cyclic-versions, and left out.
 */
export function versionOrder(
  transactions: Transactions,
  versions: RegisterVersions,
  assumed: KeyAssumptions,
  findings: Findings,
): Graph {
  const accepted: [number, Before[]][] = []
  const offered: [number, () => Iterable<Before>][] = []
  if (assumed.wfrKeys) offered.push([WFR, () => writesAfterReads(transactions, versions)])
  if (assumed.sequentialKeys) offered.push([SEQUENTIAL, () => inProcesses(transactions, versions)])
  if (assumed.linearizableKeys) offered.push([LINEARIZABLE, () => inTime(transactions, versions)])
  let order = graphOf(transactions, versions, accepted)
  for (const [source, edges] of offered) {
    const larger: typeof accepted = [...accepted, [source, [...edges()]]]
    const graph = graphOf(transactions, versions, larger)
    if (reportCycles(transactions, versions, graph, findings)) continue
    accepted.push(larger.at(-1)!)
    order = graph
  }
  return order
}

/** The initial version of a key is before all others. */
function graphOf(
  { keys }: Transactions,
  { key, count }: RegisterVersions,
  sourced: readonly [number, Before[]][],
): Graph {
  const builder = new GraphBuilder(count)
  for (let version = keys.length; version < count; version++)
    builder.add(key[version], version, INITIAL)
  for (const [source, edges] of sourced)
    for (const { from, to } of edges) builder.add(from, to, source)
  return builder.build()
}

function reportCycles(
  transactions: Transactions,
  versions: RegisterVersions,
  graph: Graph,
  findings: Findings,
): boolean {
  const every = INITIAL | WFR | SEQUENTIAL | LINEARIZABLE
  const { of, sizes } = components(graph, every)
  const told = new Set<number>()
  const paths = new Paths(graph)
  for (let from = 0; from < graph.size; from++) {
    if (sizes[of[from]] < 2 || told.has(of[from])) continue
    told.add(of[from])
    for (let edge = graph.offsets[from]; edge < graph.offsets[from + 1]; edge++) {
      if (of[graph.targets[edge]] !== of[from]) continue
      const cycle = paths.shortestCycle([{ from, edge }], graph.kinds[edge], every)!
      const key = show(transactions.keys[versions.key[from]])
      const values = cycle.map((step) => show(versions.value[step.from])).join(', ')
      const users = usersOf(
        versions,
        cycle.map((step) => step.from),
        transactions,
      )
      findings.add(
        'cyclic-versions',
        users,
        () =>
          `The values ${values} of key ${key} each came before the next and the last before the first.`,
      )
      break
    }
  }
  return told.size > 0
}

/** For each version its writer, or else someone who read it. */
function usersOf(
  versions: RegisterVersions,
  some: readonly number[],
  transactions: Transactions,
): number[] {
  const users = some.map((version) => {
    if (versions.writer[version] >= 0) return versions.writer[version]
    const op = versions.version.indexOf(version)
    return transactions.first.findLastIndex((first) => first <= op)
  })
  return [...new Set(users)]
}

export function* writesAfterReads(
  transactions: Transactions,
  versions: RegisterVersions,
): Generator<Before> {
  const { count, key, keys } = transactions
  for (let t = 0; t < count; t++) {
    const writes = externalWrites(transactions, versions, t)
    if (writes.length === 0) continue
    for (const read of externalReads(transactions, versions, t)) {
      if (read.version < keys.length) continue
      for (const write of writes)
        if (key[write.op] === key[read.op])
          yield { from: read.version, to: write.version, earlier: t, later: t }
    }
  }
}

/** The first and the last version of each key that a transaction is known to have used. */
interface Span {
  first: number
  last: number
}

function spansOf(
  transactions: Transactions,
  versions: RegisterVersions,
  t: number,
): Map<number, Span> {
  const { first, isWrite, key, outcome } = transactions
  const spans = new Map<number, Span>()
  for (let m = first[t]; m < first[t + 1]; m++) {
    const version = versions.version[m]
    if (version < 0) continue
    if (isWrite[m] === 0 && (outcome[t] !== OK || versions.writer[version] === t)) continue
    if (isWrite[m] === 1 && versions.intermediate[version] === 1) continue
    const span = spans.get(key[m])
    if (span === undefined) spans.set(key[m], { first: version, last: version })
    else if (isWrite[m] === 1) span.last = version
  }
  return spans
}

export function* inProcesses(
  transactions: Transactions,
  versions: RegisterVersions,
): Generator<Before> {
  const { history, count, outcome, happened, row } = transactions
  const lastUsed = new Map<number, Map<number, { transaction: number; last: number }>>()
  for (let t = 0; t < count; t++) {
    if (happened[t] === 0) continue
    const process = history.process[row[t]]
    let last = lastUsed.get(process)
    if (last === undefined) lastUsed.set(process, (last = new Map()))
    for (const [key, span] of spansOf(transactions, versions, t)) {
      const use = last.get(key)
      if (use !== undefined && use.last !== span.first)
        yield { from: use.last, to: span.first, earlier: use.transaction, later: t }
      if (outcome[t] === OK) last.set(key, { transaction: t, last: span.last })
    }
  }
}

/**
 * From each use of a key to those that began after it ended, leaving out those that another use lies between: only
 * the uses that ended since the latest beginning among them are kept, as many as there are processes.
 */
export function* inTime(transactions: Transactions, versions: RegisterVersions): Generator<Before> {
  const { history, count, begin, end, outcome } = transactions
  const starting = int32Column(history.length).fill(-1)
  for (let t = 0; t < count; t++) if (begin[t] >= 0 && outcome[t] !== FAIL) starting[begin[t]] = t
  const underWay = new Map<number, Map<number, Span>>()
  const ended: { transaction: number; last: number }[][] = transactions.keys.map(() => [])
  for (let row = 0; row < history.length; row++) {
    const began = starting[row]
    if (began >= 0) {
      const spans = spansOf(transactions, versions, began)
      if (outcome[began] === OK) underWay.set(began, spans)
      for (const [key, { first }] of spans)
        for (const { transaction: earlier, last } of ended[key])
          if (last !== first) yield { from: last, to: first, earlier, later: began }
      continue
    }
    const done = history.pair[row] < 0 ? -1 : starting[history.pair[row]]
    const spans = underWay.get(done)
    if (spans === undefined) continue
    underWay.delete(done)
    for (const [key, { last }] of spans) {
      const kept = ended[key].filter(({ transaction }) => end[transaction] > begin[done])
      kept.push({ transaction: done, last })
      ended[key] = kept
    }
  }
}
