import { randomFrom } from '../../runner/random.ts'
import type { Isolation } from '../../runner/workload.ts'
import { ratioOf, type Ratio } from '../../runner/ratio.ts'
import { sum, type System } from './systems.ts'
import { writeInto, type Contention, type Turn } from './turn.ts'

/** What a system did under one contention, over all rounds. */
export interface Figures {
  commitsPerSecond: number
  /** How many commits it had for each of one server's, round by round, with the interval of 95 %. */
  ofOneServer: Ratio
  p50Ms: number
  p99Ms: number
  /** For a hundred commits, or for what there were if not even one. */
  lockWaitMs: number
  /** For a hundred commits too, by the database's own codes. */
  aborted: Record<string, number>
}

export interface Cell extends Contention {
  /** By their number of servers. */
  systems: Record<number, Figures>
}

export interface Rounds {
  rounds: number
  seconds: number
  isolation?: Isolation
}

/** Turn and turn about, so that what the machine does otherwise strikes all alike; who begins changes. */
export async function measure(
  systems: ReadonlyMap<number, System>,
  contention: Contention,
  { rounds, ...asked }: Rounds,
): Promise<Cell> {
  const sizes = [...systems.keys()]
  const turns = new Map<number, Turn[]>(sizes.map((size) => [size, []]))
  for (let round = 0; round < rounds; round++)
    for (const i of sizes.keys()) {
      const size = sizes[(i + round) % sizes.length]
      const random = randomFrom(round)
      const turn = await writeInto(systems.get(size)!, { ...contention, ...asked, random })
      turns.get(size)!.push(turn)
    }
  const ofOne = turns.get(sizes[0])!
  const figures = sizes.map((size) => [size, figuresOf(turns.get(size)!, ofOne)])
  return { ...contention, systems: Object.fromEntries(figures) }
}

export function figuresOf(turns: readonly Turn[], ofOne: readonly Turn[]): Figures {
  const total = (of: (turn: Turn) => number) => sum(turns.map(of))
  // Of none no ratio can be told.
  const commits = ({ tookMs }: Turn) => Math.max(1, tookMs.length)
  const tookMs = turns.flatMap((turn) => turn.tookMs).toSorted((a, b) => a - b)
  const quantile = (q: number) => tookMs[Math.floor(q * tookMs.length)] ?? NaN
  const per100 = (count: number) => (100 * count) / Math.max(1, tookMs.length)
  const codes = new Set(turns.flatMap(({ aborted }) => Object.keys(aborted)))
  const aborts = [...codes].map((code) => [
    code,
    per100(total(({ aborted }) => aborted[code] ?? 0)),
  ])
  return {
    commitsPerSecond: tookMs.length / total(({ seconds }) => seconds),
    ofOneServer: ratioOf(turns.map((turn, i) => [commits(ofOne[i]), commits(turn)])),
    p50Ms: quantile(0.5),
    p99Ms: quantile(0.99),
    lockWaitMs: per100(total(({ lockWaitMs }) => lockWaitMs)),
    aborted: Object.fromEntries(aborts),
  }
}
