import { INFO, OK, type History } from '../../runner/history/history.ts'
import { clientCalls, outcome, wholeOperations } from '../availability/calls.ts'
import type { CheckResult, Checker } from '../checker.ts'
import { judged } from './judged.ts'

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

/** The numbers of `generate` rise: PostgreSQL's sequences may leave gaps, but never repeat or run backwards. */
export function sequence({ gapless = false }: SequenceOptions = {}): Checker<SequenceResult> {
  return {
    name: 'sequence',
    about: 'A sequence never repeats a number nor runs backwards',
    check: (history) => check(history, gapless),
  }
}

/** One number that was handed out, by the rows of its operation. */
interface Draw {
  number: number
  start: number
  end: number
}

/** An earlier draw and the one that goes against it. */
type Clash = [earlier: Draw, later: Draw]

function check(history: History, gapless: boolean): SequenceResult {
  const { draws, indeterminate } = drawsOf(history)
  const repeats = repeatsOf(draws)
  const backwards = backwardsOf(draws)
  const gaps = gapsOf(draws)
  const missing = gaps.reduce((total, [below, above]) => total + above.number - below.number - 1, 0)
  const anomaly = (name: string, [clash]: Clash[], say: (clash: Clash) => string) =>
    clash && {
      name,
      summary: say(clash),
      witness: wholeOperations(history, [clash[0].end, clash[1].end]),
    }
  const unexplained = gapless && missing > indeterminate ? gaps : []
  return {
    ...judged(
      [
        anomaly('repeated number', repeats, ([{ number }]) => `${number} was handed out twice.`),
        anomaly(
          'backwards sequence',
          backwards,
          ([a, b]) =>
            `${b.number} was handed out to someone who asked after ${a.number} was received.`,
        ),
        anomaly(
          'gap',
          unexplained,
          ([a, b]) =>
            `${missing} numbers are missing, the first between ${a.number} and ${b.number}.`,
        ),
      ],
      draws.length === 0 ? 'No number was handed out.' : null,
    ),
    acknowledged: draws.length,
    repeats: repeats.length,
    backwards: backwards.length,
    gaps: missing,
  }
}

/** In the order of invocation. */
function drawsOf(history: History): { draws: Draw[]; indeterminate: number } {
  const generate = history.nameOf('generate')
  const draws: Draw[] = []
  let indeterminate = 0
  clientCalls(history, (start, end) => {
    if (history.f[start] !== generate) return
    const number = history.value[end]
    if (outcome(history, end) === INFO) indeterminate++
    else if (outcome(history, end) === OK && typeof number === 'number')
      draws.push({ number, start, end })
  })
  return { draws, indeterminate }
}

function repeatsOf(draws: Draw[]): Clash[] {
  const first = new Map<number, Draw>()
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

/** Neighbours in value with something between them. */
function gapsOf(draws: Draw[]): Clash[] {
  const byNumber = draws.toSorted((a, b) => a.number - b.number)
  return byNumber.flatMap((draw, i): Clash[] => {
    const next = byNumber[i + 1]
    return next && next.number > draw.number + 1 ? [[draw, next]] : []
  })
}
