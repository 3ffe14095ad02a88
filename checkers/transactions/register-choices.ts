import type { History } from '../../history/history.ts'
import type { About, Anomaly } from '../checker.ts'
import { judge, modelsAsked, type Promised, type TransactionsResult } from './check.ts'
import { boundary, modelName } from './models.ts'
import { type RegisterEvidence, registerEvidence } from './register-evidence.ts'
import type { KeyAssumptions } from './register-order.ts'
import type { OpenRead, Taken } from './register-versions.ts'
import { show } from './text.ts'
import { FAIL } from './transaction.ts'

/** Micro-operations that are judged in all, so that one history has one verdict; some ways are always tried. */
const MOST_JUDGED = 60_000
const LEAST_TRIED = 16
/** Ways that lead nowhere are told by a few of them. */
const KEPT = 8
const SHOWN_SUPPOSITIONS = 3
const SHOWN_WRITERS = 4
/** More than this are not gone through to find the likeliest. */
const MOST_LIKELY = 20_000_000

/**
 * Judges registers whose values may be written several times: a read of such a value may be of any of these writes. What
 * is wrong whichever it was is found without them. Else they are taken one by one, for as long as nothing is wrong; some
 * way without a violation is a pass, a violation in each way is one, and where there are too many ways nobody knows.
 */
export function judgeRegisters(
  history: History,
  about: About,
  options: Promised & KeyAssumptions,
): TransactionsResult {
  const judged = (taken: Taken): Judged => {
    const evidence = registerEvidence(history, options, about.initial, taken)
    return { taken, evidence, result: judge(evidence, about, options) }
  }
  const apart = judged(new Map())
  const { transactions, versions } = apart.evidence
  if (versions.open.length === 0) return apart.result
  // What holds of a part of the reads need not hold of all.
  const known = { ...apart.result, strongest: [], order: undefined }
  if (known.verdict === 'fail') return known
  const ways = new Ways(judged, Math.max(LEAST_TRIED, MOST_JUDGED / transactions.value.length))
  const found = ways.likeliest(apart) ?? ways.from(apart)
  const told = tellOpen(apart.evidence)
  if (found !== undefined) {
    const { strongest, order, reason = '' } = found
    return { ...known, verdict: 'pass', strongest, order, reason: `${told} ${reason}`.trim() }
  }
  if (ways.isCut || ways.undecided !== undefined) {
    const why = ways.isCut
      ? `There are too many ways to take them: of ${ways.tried} none passed.`
      : (ways.undecided?.reason ?? '')
    return { ...known, verdict: 'unknown', anomalies: [], reason: `${told} ${why}` }
  }
  const asked = modelsAsked(history.completionOnly, about, options).map(modelName)
  const name = `not-${asked.join('-and-')}`
  const one = asked.length === 1 ? boundary(Object.keys(known.counts), asked) : {}
  return {
    ...known,
    ...one,
    verdict: 'fail',
    anomalies: ways.failed.slice(0, KEPT).map((each) => supposing(each, name)),
    anomalyTypes: [name],
    counts: { ...known.counts, [name]: 1 },
    reason: `${told} It is wrong whichever it was: ${ways.failed.length} ways were tried.`,
  }
}

interface Judged {
  taken: Taken
  evidence: RegisterEvidence
  result: TransactionsResult
}

/** The ways to take each open read, one read after the other; those that are wrong already are left at once. */
class Ways {
  readonly failed: Judged[] = []
  undecided: TransactionsResult | undefined
  tried = 0
  isCut = false
  private readonly judged: (taken: Taken) => Judged
  private readonly most: number

  constructor(judged: (taken: Taken) => Judged, most: number) {
    this.judged = judged
    this.most = most
  }

  /** The one way by which each read is of the likeliest write. */
  likeliest({ evidence }: Judged): TransactionsResult | undefined {
    const { open } = evidence.versions
    if (open.reduce((sum, { versions }) => sum + versions.length, 0) > MOST_LIKELY) {
      this.isCut = true
      return undefined
    }
    const { result } = this.judged(
      new Map(open.map((read) => [read.op, byLikelihood(evidence, read)[0]])),
    )
    return result.verdict === 'pass' ? result : undefined
  }

  /** A way that passes, from here on. */
  from(so: Judged): TransactionsResult | undefined {
    if (this.isCut) return undefined
    const { taken, evidence, result } = so
    if (result.verdict === 'fail') {
      this.failed.push(so)
      return undefined
    }
    const [next] = evidence.versions.open
    if (next === undefined) {
      if (result.verdict === 'pass') return result
      this.undecided ??= result
      return undefined
    }
    for (const version of byLikelihood(evidence, next)) {
      if (this.tried >= this.most) {
        this.isCut = true
        return undefined
      }
      this.tried++
      const found = this.from(this.judged(new Map([...taken, [next.op, version]])))
      if (found !== undefined) return found
    }
    return undefined
  }
}

/** The nearest write in the history first, and last what was aborted, replaced or began only later. */
function byLikelihood({ transactions, versions }: RegisterEvidence, read: OpenRead): number[] {
  const { outcome, begin, end, row } = transactions
  const seen = end[read.transaction]
  const far = (version: number): number => {
    const writer = versions.writer[version]
    if (writer < 0) return seen
    const isUnlikely =
      outcome[writer] === FAIL || versions.intermediate[version] === 1 || begin[writer] > seen
    return Math.abs(seen - Math.max(end[writer], row[writer])) + (isUnlikely ? 2 ** 31 : 0)
  }
  return read.versions.toSorted((a, b) => far(a) - far(b))
}

/** The first value that is open, with who wrote and who read it. */
function tellOpen({ transactions, versions }: RegisterEvidence): string {
  const [{ transaction, op, versions: some }] = versions.open
  const shown = some.slice(0, SHOWN_WRITERS).map((version) => {
    const writer = versions.writer[version]
    return writer < 0 ? 'what was there at first' : transactions.where(writer)
  })
  if (some.length > shown.length) shown.push(`and ${some.length - shown.length} more`)
  const value = `${show(transactions.value[op])} in key ${show(transactions.keys[transactions.key[op]])}`
  const others = versions.open.length - 1
  const more = others > 0 ? `, and so it is with ${reads(others)}` : ''
  return `${transactions.where(transaction)} read ${value}, which is of several writes (${shown.join(', ')})${more}.`
}

function supposing({ taken, evidence, result }: Judged, name: string): Anomaly {
  const { transactions, versions } = evidence
  const said = new Set<string>()
  for (const [op, version] of taken) {
    const reader = transactions.first.findLastIndex((from) => from <= op)
    const value = `${show(transactions.value[op])} in key ${show(transactions.keys[transactions.key[op]])}`
    const writer = versions.writer[version]
    const origin = writer < 0 ? 'was there at first' : `${transactions.where(writer)} wrote`
    said.add(`${transactions.where(reader)} read the ${value} that ${origin}`)
  }
  const shown = [...said].slice(0, SHOWN_SUPPOSITIONS)
  if (said.size > shown.length) shown.push(`so on for ${reads(said.size - shown.length)}`)
  const [anomaly] = result.anomalies
  return { ...anomaly, name, summary: `Suppose that ${shown.join(', and ')}. ${anomaly.summary}` }
}

function reads(count: number): string {
  return count === 1 ? '1 more read' : `${count} more reads`
}
