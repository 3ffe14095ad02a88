import { randomFrom } from '../../runner/random.ts'
import type { Isolation } from '../../runner/workload.ts'
import { inTurns } from '../../runner/in-turns.ts'
import type { Ratio } from '../../runner/ratio.ts'
import { sum, type System } from './systems.ts'
import { comparedWith } from './timed.ts'
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

export async function measure(
  systems: ReadonlyMap<number, System>,
  contention: Contention,
  { rounds, ...asked }: Rounds,
): Promise<Cell> {
  const sizes = [...systems.keys()]
  const turns = await inTurns(sizes, rounds, (size, round) =>
    writeInto(systems.get(size)!, { ...contention, ...asked, random: randomFrom(round) }),
  )
  const ofOne = turns.get(sizes[0])!
  const figures = sizes.map((size) => [size, figuresOf(turns.get(size)!, ofOne)])
  return { ...contention, systems: Object.fromEntries(figures) }
}

export function figuresOf(turns: readonly Turn[], ofOne: readonly Turn[]): Figures {
  const total = (of: (turn: Turn) => number) => sum(turns.map(of))
  const { perSecond, answered, ...figures } = comparedWith(ofOne, turns)
  const per100 = (count: number) => (100 * count) / Math.max(1, answered)
  const codes = new Set(turns.flatMap(({ aborted }) => Object.keys(aborted)))
  const aborts = [...codes].map((code) => [
    code,
    per100(total(({ aborted }) => aborted[code] ?? 0)),
  ])
  return {
    commitsPerSecond: perSecond,
    ...figures,
    lockWaitMs: per100(total(({ lockWaitMs }) => lockWaitMs)),
    aborted: Object.fromEntries(aborts),
  }
}
