import { INFO, OK, type History } from '../../history/history.ts'
import { clientCalls, outcome, wholeOperations } from '../availability/calls.ts'
import type { Anomaly, CheckResult, Checker } from '../checker.ts'
import { judged } from './judged.ts'
import { wholeNumber } from './whole-number.ts'

export interface SequenceOptions {
  /** A number that nobody got is then an anomaly, unless an operation of unknown outcome may have taken it. */
  gapless?: boolean
}

export interface SequenceResult extends CheckResult {
  acknowledged: number
  /** Numbers that were handed out again. */
  repeats: number
  /** Numbers below one that had been handed out, and received, before they were asked for. */
  backwards: number
  /** Numbers between the lowest and the highest that nobody received. */
  gaps: number
}

/** The numbers of `generate` rise, each key's by themselves: PostgreSQL's sequences may leave gaps, but never repeat or run backwards. */
export function sequence({ gapless = false }: SequenceOptions = {}): Checker<SequenceResult> {
  return {
    name: 'sequence',
    about: 'A sequence never repeats a number nor runs backwards',
    check: (history) => check(history, gapless),
  }
}

/** One number that was handed out, by the rows of its operation. */
interface Draw {
  number: bigint
  start: number
  end: number
}

/** An earlier draw and the one that goes against it. */
type Clash = [earlier: Draw, later: Draw]

function check(history: History, gapless: boolean): SequenceResult {
  const { sequences, unclear } = sequencesOf(history)
  const repeats = sequences.flatMap(({ draws }) => repeatsOf(draws))
  const backwards = sequences.flatMap(({ draws }) => backwardsOf(draws))
  const gaps = sequences.map((sequence) => gapsOf(sequence))
  const unexplained = gapless ? gaps.filter((gap) => gap.missing > gap.indeterminate) : []
  const acknowledged = sequences.reduce((total, { draws }) => total + draws.length, 0)
  return {
    ...judged(
      [
        anomaly(history, 'repeated number', repeats, ([{ number }]) => {
          return `${number} was handed out twice.`
        }),
        anomaly(history, 'backwards sequence', backwards, ([a, b]) => {
          return `${b.number} was handed out to someone who asked after ${a.number} was received.`
        }),
        ...unexplained.slice(0, 1).map(({ missing, clashes }) =>
          anomaly(history, 'gap', clashes, ([a, b]) => {
            return `${missing} numbers are missing, the first between ${a.number} and ${b.number}.`
          }),
        ),
      ],
      whyUnknown(acknowledged, unclear),
    ),
    acknowledged,
    repeats: repeats.length,
    backwards: backwards.length,
    gaps: Number(gaps.reduce((total, { missing }) => total + missing, 0n)),
  }
}

function whyUnknown(acknowledged: number, unclear: number): string | null {
  if (unclear > 0) return `${unclear} numbers that were handed out are no whole numbers.`
  return acknowledged === 0 ? 'No number was handed out.' : null
}

function anomaly(
  history: History,
  name: string,
  [clash]: Clash[],
  say: (clash: Clash) => string,
): Anomaly | undefined {
  if (clash === undefined) return undefined
  const witness = wholeOperations(history, [clash[0].end, clash[1].end])
  return { name, summary: say(clash), witness }
}

/** What was handed out of one sequence, in the order of invocation. */
interface Sequence {
  draws: Draw[]
  indeterminate: number
}

/** Each key is a sequence; `unclear` counts what is no whole number. */
function sequencesOf(history: History): { sequences: Sequence[]; unclear: number } {
  const generate = history.nameOf('generate')
  const byKey = new Map<number, Sequence>()
  let unclear = 0
  clientCalls(history, (start, end) => {
    if (history.f[start] !== generate) return
    const sequence = byKey.get(history.key[start]) ?? { draws: [], indeterminate: 0 }
    byKey.set(history.key[start], sequence)
    if (outcome(history, end) === INFO) sequence.indeterminate++
    if (outcome(history, end) !== OK) return
    const number = wholeNumber(history.value[end])
    if (number === null) unclear++
    else sequence.draws.push({ number, start, end })
  })
  return { sequences: [...byKey.values()], unclear }
}

function repeatsOf(draws: Draw[]): Clash[] {
  const first = new Map<bigint, Draw>()
  const repeats: Clash[] = []
  for (const draw of draws) {
    const earlier = first.get(draw.number)
    if (earlier) repeats.push([earlier, draw])
    else first.set(draw.number, draw)
  }
  return repeats
}

/** Each draw against the highest of those that had ended before it began. */
function backwardsOf(draws: Draw[]): Clash[] {
  const byEnd = draws.toSorted((a, b) => a.end - b.end)
  const backwards: Clash[] = []
  let highest: Draw | undefined
  let ended = 0
  for (const draw of draws) {
    for (; byEnd[ended].end < draw.start; ended++)
      if (!highest || byEnd[ended].number > highest.number) highest = byEnd[ended]
    if (highest && draw.number < highest.number) backwards.push([highest, draw])
  }
  return backwards
}

interface Gaps {
  /** How many numbers nobody received. */
  missing: bigint
  /** How many operations of unknown outcome may have taken one. */
  indeterminate: number
  /** Neighbours in value with something between them. */
  clashes: Clash[]
}

function gapsOf({ draws, indeterminate }: Sequence): Gaps {
  const byNumber = draws.toSorted((a, b) =>
    a.number < b.number ? -1 : a.number > b.number ? 1 : 0,
  )
  const gaps: Gaps = { missing: 0n, indeterminate, clashes: [] }
  for (const [i, draw] of byNumber.entries()) {
    const next = byNumber[i + 1]
    if (next === undefined || next.number <= draw.number + 1n) continue
    gaps.missing += next.number - draw.number - 1n
    gaps.clashes.push([draw, next])
  }
  return gaps
}
