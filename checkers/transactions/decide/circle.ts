import type { Anomaly } from '../../checker.ts'
import { components } from '../components.ts'
import type { Evidence } from '../evidence.ts'
import { LINK, PROCESS, REALTIME, WR, WW } from '../graph.ts'
import { Paths, type Step } from '../paths.ts'
import { show } from '../text.ts'
import { OK } from '../transaction.ts'
import { AT_FIRST } from '../uses.ts'
import { type EdgeTold, tellEdges } from './tell.ts'
import type { Level } from './levels.ts'
import { timeReason, valueRead, valueWritten, writesKey } from './reasons.ts'
import type { Conclusion } from './conclusion.ts'
import type { Saturated } from './weak.ts'

const ANY = WW | WR | PROCESS | REALTIME

/** What breaks a weak level: a circle of what was read, of sessions, and of what both put in order. */
export function circleAnomaly(evidence: Evidence, level: Level, saturated: Saturated): Anomaly {
  const teller = new Circle(evidence, level, saturated)
  const { impossible } = saturated
  const edges = impossible === undefined ? teller.shortest() : teller.beforeAll(impossible)
  const intro =
    impossible === undefined
      ? 'These transactions go round in a circle'
      : impossible.after === AT_FIRST
        ? 'Something was written before what its key held at first'
        : 'A transaction did not see what it wrote itself'
  return tellEdges(evidence, `not-${level.model}`, edges, (T) => [
    `${intro}: ${edges.map(({ sentence }) => sentence(T)).join('; ')}`,
  ])
}

class Circle {
  private readonly evidence: Evidence
  private readonly level: Level
  private readonly saturated: Saturated
  private readonly paths: Paths

  constructor(evidence: Evidence, level: Level, saturated: Saturated) {
    this.evidence = evidence
    this.level = level
    this.saturated = saturated
    this.paths = new Paths(saturated.graph)
  }

  shortest(): EdgeTold[] {
    const { graph } = this.saturated
    const { of } = components(graph, ANY | LINK)
    const starts: { from: number; edge: number }[] = []
    for (let from = 0; from < graph.transactions; from++)
      for (let edge = graph.offsets[from]; edge < graph.offsets[from + 1]; edge++)
        if (of[from] === of[graph.targets[edge]]) starts.push({ from, edge })
    return this.told(this.paths.shortestCycle(starts, ANY, ANY)!)
  }

  beforeAll(conclusion: Conclusion): EdgeTold[] {
    const { before, after, reader, key } = conclusion
    const name = this.evidence.transactions.keys[key]
    if (before === after) return [this.missedItself(before, key)]
    return [
      ...(before === reader ? [] : this.way(before, reader)),
      {
        from: reader,
        to: before,
        kind: 'rw',
        counts: { isRw: true, timed: 0 },
        key: name,
        sentence: (T) =>
          `${T(reader)} read ${this.valueOf(reader, key, AT_FIRST)} in key ${show(name)}, which was there before any write, though ${T(before)}, which it knew of, wrote ${this.valueOf(before, key)}`,
      },
    ]
  }

  private missedItself(t: number, key: number): EdgeTold {
    const name = this.evidence.transactions.keys[key]
    return {
      from: t,
      to: t,
      kind: 'rw',
      counts: { isRw: true, timed: 0 },
      key: name,
      sentence: (T) =>
        `${T(t)} read in key ${show(name)} what it had written and replaced itself before`,
    }
  }

  private told(steps: readonly Step[]): EdgeTold[] {
    return steps.flatMap(({ from, to }): EdgeTold[] => {
      const known = this.known(from, to)
      if (known !== undefined) return [known]
      const { key, reader } = this.conclusionOf(from, to)
      const name = this.evidence.transactions.keys[key]
      return [
        {
          from,
          to,
          kind: 'ww',
          counts: { isRw: false, timed: 0 },
          key: name,
          shownBy: from === reader ? [] : [reader, ...this.transactionsOf(this.way(from, reader))],
          sentence: (T) =>
            `${T(reader)} ${this.howKnown(from, reader, T)} and read key ${show(name)} as ${T(to)} wrote it, ${this.valueOf(to, key)}, not as ${T(from)} did, ${this.valueOf(from, key)}, so ${T(from)} came before ${T(to)}`,
        },
      ]
    })
  }

  private known(from: number, to: number): EdgeTold | undefined {
    const { evidence, level } = this
    for (const kind of [WR, WW]) {
      const reason = evidence.explain(kind, from, to)
      const counts = { isRw: false, timed: 0 }
      if (reason !== undefined)
        return { from, to, kind: kind === WR ? 'wr' : 'ww', counts, ...reason }
    }
    const again = this.readAgain(from, to)
    if (again !== undefined) return again
    const time = timeReason(evidence.transactions, level.timed, from, to)
    const kind = level.timed === PROCESS ? 'process' : 'realtime'
    return time && { from, to, kind, counts: { isRw: false, timed: level.timed }, ...time }
  }

  /** A read that is not the first use of its key. */
  private readAgain(from: number, to: number): EdgeTold | undefined {
    const { readFirst, readKey, readWriter } = this.evidence.uses()
    const at = readWriter.subarray(0, readFirst[to + 1]).indexOf(from, readFirst[to])
    if (at < 0) return undefined
    const key = readKey[at]
    const name = this.evidence.transactions.keys[key]
    return {
      from,
      to,
      kind: 'wr',
      counts: { isRw: false, timed: 0 },
      key: name,
      sentence: (T) =>
        `${T(from)} wrote ${this.valueOf(from, key)} to key ${show(name)} and ${T(to)} read it, so ${T(from)} came before ${T(to)}`,
    }
  }

  /** Of what led from one transaction to a reader, the steps. */
  private way(from: number, to: number): EdgeTold[] {
    const direct = this.known(from, to)
    if (direct !== undefined) return [direct]
    const { graph } = this.saturated
    const starts: { from: number; edge: number }[] = []
    for (let edge = graph.offsets[from]; edge < graph.offsets[from + 1]; edge++)
      if ((graph.kinds[edge] & (WR | PROCESS)) !== 0) starts.push({ from, edge })
    const steps = this.paths.shortestWay(starts, to, WR | PROCESS) ?? []
    return this.told(steps)
  }

  private transactionsOf(steps: readonly EdgeTold[]): number[] {
    return steps.flatMap(({ from, to, shownBy = [] }) => [from, to, ...shownBy])
  }

  private howKnown(from: number, reader: number, T: (t: number) => string): string {
    if (from === reader) return 'wrote a value of its own'
    const way = this.way(from, reader)
    if (way.length === 0) return `knew of ${T(from)}`
    return `knew of ${T(from)} (${way.map(({ sentence }) => sentence(T)).join('; ')})`
  }

  /** Finds again who read `to`'s write of a key that `from` wrote too, and knew of `from`. */
  private conclusionOf(from: number, to: number): Conclusion {
    const { evidence, level } = this
    const { readFirst, readKey, readWriter, missedOwn } = evidence.uses()
    const own = missedOwn.find(({ reader, writer }) => reader === from && writer === to)
    if (own !== undefined) return { key: own.key, before: from, after: to, reader: from }
    const { count, outcome } = evidence.transactions
    for (let reader = 0; reader < count; reader++) {
      if (outcome[reader] !== OK) continue
      for (let i = readFirst[reader]; i < readFirst[reader + 1]; i++) {
        if (readWriter[i] !== to || !writesKey(evidence.uses(), from, readKey[i])) continue
        const before = level.kind === 'read-committed' ? i : readFirst[reader + 1]
        const hasRead = readWriter.subarray(readFirst[reader], before).includes(from)
        const isKnown =
          hasRead ||
          (level.kind !== 'read-committed' &&
            (level.kind === 'causal'
              ? this.way(from, reader).length > 0
              : timeReason(evidence.transactions, PROCESS, from, reader) !== undefined))
        if (isKnown) return { key: readKey[i], before: from, after: to, reader }
      }
    }
    throw new Error(`nothing puts transaction ${from} before ${to}`)
  }

  private valueOf(t: number, key: number, writer?: number): string {
    const { transactions } = this.evidence
    return writer === undefined
      ? valueWritten(transactions, t, key)
      : valueRead(transactions, t, key)
  }
}
