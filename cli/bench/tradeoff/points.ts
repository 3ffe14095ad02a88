import { Latencies } from '../../../runner/latencies.ts'
import { randomFrom } from '../../../runner/random.ts'
import type { LevelTold, Plan, Point } from '../../../reports/tradeoff/results.ts'
import type { Block, Cell, KeptTurn } from './block.ts'
import { meanWithInterval } from './bootstrap.ts'

/** Each level at each round trip with so many clients, as far as any round of it was measured. */
export function pointsOf(
  { rttsMs, clients, seed }: Pick<Plan, 'rttsMs' | 'clients' | 'seed'>,
  levels: readonly Pick<LevelTold, 'name' | 'baseline'>[],
  blocks: readonly Block[],
): Point[] {
  return levels.flatMap((level) =>
    rttsMs.flatMap((rttMs) =>
      clients.flatMap((count) => {
        const rounds = blocks.filter((each) => each.rttMs === rttMs && each.clients === count)
        return rounds.length === 0 ? [] : [pointOf(level, rounds, seed)]
      }),
    ),
  )
}

function pointOf(
  { name, baseline }: Pick<LevelTold, 'name' | 'baseline'>,
  rounds: readonly Block[],
  seed: number,
): Point {
  const [{ rttMs, clients }] = rounds
  const turns = rounds.map((round) => round.turns[name])
  const rates = turns.map((turn) => perSecondOf(turn, rounds[0]))
  // What a machine did otherwise in a round is gone with its ratio.
  const ratios = rates.map((rate, i) => rate / perSecondOf(rounds[i].turns[baseline], rounds[i]))
  const latencies = new Latencies()
  for (const turn of turns) latencies.add(Latencies.from(turn.latencies))
  const ms = (percent: number) => latencies.percentileNs(percent) / 1e6
  return {
    level: name,
    rttMs,
    clients,
    rounds: rounds.length,
    commits: latencies.count,
    perSecond: meanWithInterval(rates, randomFrom(seed)),
    ratio: meanWithInterval(ratios, randomFrom(seed)),
    p50Ms: ms(50),
    p95Ms: ms(95),
    p99Ms: ms(99),
    maxMs: latencies.maxNs / 1e6,
    delayedBytes: turns.reduce((sum, turn) => sum + turn.delayedBytes, 0),
  }
}

/** Of all connections, each of which did one transaction after the other. */
function perSecondOf({ commits, busyMs }: KeptTurn, { clients }: Pick<Cell, 'clients'>): number {
  return (1000 * commits * clients) / busyMs
}
