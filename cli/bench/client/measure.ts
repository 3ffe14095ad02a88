import { join } from 'node:path'
import { describeError } from '../../../history/errors.ts'
import { inTurns } from '../../../runner/in-turns.ts'
import { Latencies } from '../../../runner/latencies.ts'
import { ratioOf, type Ratio } from '../../../runner/ratio.ts'
import { inDraft } from '../../../runner/runtimes/drafts.ts'
import type { LoadAsked, Loaded, Target } from '../../../scenarios/load/asked.ts'
import { generateLoad } from '../../../scenarios/load/load.ts'
import { pgbenchLoad } from '../../../scenarios/load/pgbench/pgbench.ts'
import { tell } from '../../tell.ts'
import { nameOf, type Cell, type Way } from './cells.ts'

/** Who puts the load on, by turns: our client twice, for a history must not be what its rate is paid for with. */
export type Driver = 'pgbench' | 'client' | 'recording'
const drivers: readonly Driver[] = ['pgbench', 'client', 'recording']

export interface Figures {
  perSecond: number
  processorMicrosecondsEach: number
  p50Ns: number
  p99Ns: number
}

export interface Compared {
  cell: Cell
  figures: Record<Driver, Figures>
  /** Transactions a second, of pgbench's, with the interval of 95 %. */
  ofPgbench: Ratio
  /** Those with a history, of those without. */
  recording: Ratio
}

export interface Failed {
  cell: Cell
  failed: string
}

export interface Comparing {
  targets: Record<Way, Target>
  rounds: number
  seconds: number
  scale: number
  seed: number
  cancelled: AbortSignal
}

/** What becomes of each comparison until all are done or it is cancelled; one that fails hides none of the others. */
export async function compareAll(
  cells: readonly Cell[],
  comparing: Comparing,
): Promise<{ done: Compared[]; failed: Failed[] }> {
  const done: Compared[] = []
  const failed: Failed[] = []
  for (const [i, cell] of cells.entries()) {
    if (comparing.cancelled.aborted) break
    tell(`${i + 1} of ${cells.length}: ${nameOf(cell)}`)
    try {
      done.push(await compare(cell, comparing))
    } catch (error) {
      if (comparing.cancelled.aborted) break
      failed.push({ cell, failed: describeError(error) })
      tell(describeError(error))
    }
  }
  return { done, failed }
}

async function compare(cell: Cell, comparing: Comparing): Promise<Compared> {
  const turns = await inTurns(drivers, comparing.rounds, (driver, round) =>
    turnOf(driver, cell, comparing, round),
  )
  const rates = (driver: Driver) => turns.get(driver)!.map(rateOf)
  const ratio = (of: Driver, to: Driver) =>
    ratioOf(rates(to).map((rate, i) => [rate, rates(of)[i]] as const))
  return {
    cell,
    figures: {
      pgbench: figuresOf(turns.get('pgbench')!),
      client: figuresOf(turns.get('client')!),
      recording: figuresOf(turns.get('recording')!),
    },
    ofPgbench: ratio('client', 'pgbench'),
    recording: ratio('recording', 'client'),
  }
}

async function turnOf(
  driver: Driver,
  { way, mix, clients }: Cell,
  { targets, seconds, scale, seed, cancelled }: Comparing,
  round: number,
): Promise<Loaded> {
  const asked = { target: targets[way], mix, clients, seconds, scale, seed: seed + round }
  if (driver === 'pgbench') return (await pgbenchLoad(asked, cancelled)).loaded
  const ours = (history?: string): LoadAsked => ({ ...asked, warmUpSeconds: 1, history })
  if (driver === 'client') return generateLoad(ours(), cancelled)
  return inDraft('history', (folder) =>
    generateLoad(ours(join(folder, 'history.jsonl')), cancelled),
  )
}

function rateOf({ transactions, seconds }: Loaded): number {
  return transactions / seconds
}

/** Of all turns together. */
export function figuresOf(turns: readonly Loaded[]): Figures {
  const sum = (of: (turn: Loaded) => number) => turns.reduce((total, turn) => total + of(turn), 0)
  const transactions = sum((turn) => turn.transactions)
  const latencies = new Latencies()
  for (const turn of turns) latencies.add(turn.latencies)
  return {
    perSecond: transactions / sum(({ seconds }) => seconds),
    processorMicrosecondsEach:
      (sum(({ processorSeconds }) => processorSeconds) / transactions) * 1e6,
    p50Ns: latencies.percentileNs(50),
    p99Ns: latencies.percentileNs(99),
  }
}
