import type { History } from '../../history/history.ts'
import type { Evidence, KeyWriters } from './evidence.ts'
import { Findings } from './findings.ts'
import { type Graph, GraphBuilder, LINK, RW, WR, WW } from './graph.ts'
import { int32Column } from './columns.ts'
import { findInternal, registerContradiction } from './internal.ts'
import { findLostUpdates } from './lost-update.ts'
import { addAllToAllOthers } from './order.ts'
import { ImpliedOrders, type Readers } from './register-implied.ts'
import { INITIAL, type KeyAssumptions, versionOrder } from './register-order.ts'
import { explainRegister } from './register-reasons.ts'
import { doubtAboutInitial, findThinAir } from './register-thin-air.ts'
import {
  eachExternalRead,
  externalWrites,
  RegisterVersions,
  type Taken,
} from './register-versions.ts'
import { show } from './text.ts'
import { FAIL, OK, Transactions } from './transaction.ts'
import { AT_FIRST, type Uses, usesOf } from './uses.ts'

/**
 * Dependencies of a history of registers. Who read whose write is certain; the order of writes is only known as far
 * as the initial state precedes all of them and as `assumed` allows to conclude more (Kingsbury and Alvaro, "Elle").
 * `initial` is what every register held at first, as `About.initial`. A read of what several wrote tells nothing but by
 * what is `taken` of it.
 */
export function registerEvidence(
  history: History,
  assumed: KeyAssumptions,
  initial: unknown,
  taken: Taken = new Map(),
): RegisterEvidence {
  const transactions = new Transactions(history, 'w')
  const versions = new RegisterVersions(transactions, initial, taken)
  const findings = new Findings()
  findThinAir(transactions, versions, initial, findings)
  findBadReads(transactions, versions, findings)
  findInternal(
    transactions,
    registerContradiction,
    (read, write) => versions.version[read] === versions.version[write],
    findings,
  )
  findLostUpdates(transactions, (_t, m) => known(versions.version[m]), findings)
  const order = versionOrder(transactions, versions, assumed, findings)
  const readers = readersOf(transactions, versions)
  const graph = dependencies(transactions, versions, order, readers)
  const implied = new ImpliedOrders(transactions, versions)
  let uses: Uses | undefined
  const usesOnce = () => (uses ??= registerUses(transactions, versions))
  return {
    transactions,
    graph,
    findings,
    preferred: [WR, WW, RW],
    explain: (kind, a, b) => explainRegister({ transactions, versions, order }, kind, a, b),
    imply: (implying) => implied.addTo(graph, readers, implying, assumed),
    explainImplied: (a, b) => implied.explain(a, b),
    remarks: remarksOf(history, assumed),
    isComplete: () => false,
    uses: usesOnce,
    writers: () => writersOf(transactions, usesOnce()),
    doubt: doubtAboutInitial(transactions, versions, initial),
    versions,
  }
}

export interface RegisterEvidence extends Evidence {
  versions: RegisterVersions
}

function known(version: number): number | undefined {
  return version < 0 ? undefined : version
}

function remarksOf(history: History, assumed: KeyAssumptions): string[] {
  if (!history.completionOnly || !assumed.linearizableKeys) return []
  return ['Without invocations, that keys are linearizable tells no order of their values.']
}

/** Reads of what was aborted, or of what another transaction had not finished. */
function findBadReads(
  transactions: Transactions,
  versions: RegisterVersions,
  findings: Findings,
): void {
  const { count, outcome, first, isWrite, key, keys } = transactions
  for (let t = 0; t < count; t++) {
    if (outcome[t] !== OK) continue
    for (let m = first[t]; m < first[t + 1]; m++) {
      const version = versions.version[m]
      const writer = versions.writer[version]
      if (isWrite[m] === 1 || version < 0 || writer < 0 || writer === t) continue
      const isIntermediate = versions.intermediate[version] === 1
      if (outcome[writer] !== FAIL && !isIntermediate) continue
      const shown = `read ${show(versions.value[version])} in key ${show(keys[key[m]])}`
      if (outcome[writer] === FAIL)
        findings.add(
          'G1a',
          [writer, t],
          (T) => `${T(t)} ${shown}, which ${T(writer)} wrote and which was aborted.`,
        )
      if (isIntermediate)
        findings.add(
          'G1b',
          [writer, t],
          (T) => `${T(t)} ${shown}, which ${T(writer)} wrote and then replaced itself.`,
        )
    }
  }
}

/** By version: who took it from its writer. */
function readersOf(transactions: Transactions, versions: RegisterVersions): Readers {
  const first = int32Column(versions.count + 1)
  const each = (visit: (version: number, t: number) => void) => {
    for (let t = 0; t < transactions.count; t++)
      eachExternalRead(transactions, versions, t, (version) => visit(version, t))
  }
  each((version) => first[version + 1]++)
  for (let v = 0; v < versions.count; v++) first[v + 1] += first[v]
  const reader = int32Column(first[versions.count])
  const next = first.slice(0, -1)
  each((version, t) => (reader[next[version]++] = t))
  return (version) => reader.subarray(first[version], first[version + 1])
}

function dependencies(
  transactions: Transactions,
  versions: RegisterVersions,
  order: Graph,
  readers: Readers,
): GraphBuilder {
  const graph = new GraphBuilder(transactions.count)
  const writers: number[][] = transactions.keys.map(() => [])
  for (let t = 0; t < transactions.count; t++) {
    eachExternalRead(transactions, versions, t, (version) => {
      const writer = versions.committedWriter(version)
      if (writer >= 0) graph.add(writer, t, WR)
    })
    for (const { op } of externalWrites(transactions, versions, t))
      writers[transactions.key[op]].push(t)
  }
  for (let before = 0; before < order.size; before++)
    for (let e = order.offsets[before]; e < order.offsets[before + 1]; e++) {
      const writer = versions.committedWriter(order.targets[e])
      if (writer < 0 || order.kinds[e] === INITIAL) continue
      const earlier = versions.committedWriter(before)
      if (earlier >= 0) graph.add(earlier, writer, WW)
      for (const reader of readers(before)) graph.add(reader, writer, RW)
    }
  for (let key = 0; key < writers.length; key++)
    addAllToAllOthers(graph, readers(key), writers[key], RW, LINK)
  return graph
}

function registerUses(transactions: Transactions, versions: RegisterVersions): Uses {
  return usesOf(
    transactions,
    (_t, m) => {
      const version = versions.version[m]
      if (version < transactions.keys.length) return version < 0 ? undefined : AT_FIRST
      const writer = versions.writer[version]
      return writer < 0 || transactions.happened[writer] === 0 ? undefined : writer
    },
    (_t, m) => versions.intermediate[versions.version[m]] === 0,
    (m, own) => versions.version[m] === versions.version[own],
  )
}

function writersOf(
  { count, keys }: Transactions,
  { writeFirst, writeKey, readFirst, readKey, readWriter }: Uses,
): KeyWriters[] {
  const all = keys.map((_, key) => ({ key, writers: [] as number[], readers: [] as number[][] }))
  for (let t = 0; t < count; t++)
    for (let i = writeFirst[t]; i < writeFirst[t + 1]; i++) all[writeKey[i]].writers.push(t)
  for (const { writers, readers } of all)
    if (writers.length > 1) for (let i = 0; i < writers.length; i++) readers.push([])
  for (let t = 0; t < count; t++)
    for (let i = readFirst[t]; i < readFirst[t + 1]; i++) {
      const { writers, readers } = all[readKey[i]]
      const of = readers[placeIn(writers, readWriter[i])]
      if (of !== undefined && of.at(-1) !== t) of.push(t)
    }
  return all.filter(({ writers }) => writers.length > 1)
}

/** Where a transaction stands in a list that ascends, −1 if it doesn't. */
function placeIn(ascending: readonly number[], t: number): number {
  let low = 0
  let high = ascending.length - 1
  while (low < high) {
    const middle = (low + high) >> 1
    if (ascending[middle] < t) low = middle + 1
    else high = middle
  }
  return ascending[low] === t ? low : -1
}
