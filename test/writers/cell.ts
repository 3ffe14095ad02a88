import { randomFrom } from '../../runner/random.ts'
import type { Isolation } from '../../runner/workload.ts'
import { sizes, type Size, type System } from './systems.ts'
import { writeInto, type Contention, type Turn } from './turn.ts'

/** What a system did under one contention, over all rounds. */
export interface Figures {
  commitsPerSecond: number
  /** How many commits it had for each of one server's, round by round. */
  ofOneServer: number[]
  p50Ms: number
  p99Ms: number
  /** For a hundred commits, or for what there were if not even one. */
  lockWaitMs: number
  /** For a hundred commits too, by SQLSTATE. */
  aborted: Record<string, number>
}

export interface Cell extends Contention {
  systems: Record<Size, Figures>
}

export interface Rounds {
  rounds: number
  seconds: number
  isolation?: Isolation
}

/** Turn and turn about, so that what the machine does otherwise strikes all alike; who begins changes. */
export async function measure(
  systems: Record<Size, System>,
  contention: Contention,
  { rounds, ...asked }: Rounds,
): Promise<Cell> {
  const turns: Record<Size, Turn[]> = { 1: [], 2: [], 3: [] }
  for (let round = 0; round < rounds; round++)
    for (const [i] of sizes.entries()) {
      const size = sizes[(i + round) % sizes.length]
      const random = randomFrom(round)
      turns[size].push(await writeInto(systems[size], { ...contention, ...asked, random }))
    }
  const figures = (size: Size) => figuresOf(turns[size], turns[1])
  return { ...contention, systems: { 1: figures(1), 2: figures(2), 3: figures(3) } }
}

export function figuresOf(turns: readonly Turn[], ofOne: readonly Turn[]): Figures {
  const sum = (of: (turn: Turn) => number) => turns.reduce((total, turn) => total + of(turn), 0)
  const tookMs = turns.flatMap((turn) => turn.tookMs).toSorted((a, b) => a - b)
  const quantile = (q: number) => tookMs[Math.floor(q * tookMs.length)] ?? NaN
  const per100 = (count: number) => (100 * count) / Math.max(1, tookMs.length)
  const codes = new Set(turns.flatMap(({ aborted }) => Object.keys(aborted)))
  const aborts = [...codes].map((code) => [code, per100(sum(({ aborted }) => aborted[code] ?? 0))])
  return {
    commitsPerSecond: tookMs.length / sum(({ seconds }) => seconds),
    ofOneServer: turns.map((turn, i) => turn.tookMs.length / Math.max(1, ofOne[i].tookMs.length)),
    p50Ms: quantile(0.5),
    p99Ms: quantile(0.99),
    lockWaitMs: per100(sum(({ lockWaitMs }) => lockWaitMs)),
    aborted: Object.fromEntries(aborts),
  }
}
