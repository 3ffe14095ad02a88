import { SplitbrainError, type ErrorCode } from '../../../history/errors.ts'
import { clientsText } from '../../../reports/tradeoff/words.ts'
import { randomFrom } from '../../../runner/random.ts'
import type { Request } from '../../../runner/workload.ts'
import { set } from '../../../scenarios/workloads/set.ts'
import { delay } from './delay.ts'
import { drive } from './drive.ts'
import type { System } from './level.ts'

/** One round trip under the load of so many clients, in one round: its levels are measured one right after the other. */
export interface Cell {
  round: number
  rttMs: number
  clients: number
}

/** What is kept of a level's turn in it. */
export interface KeptTurn {
  commits: number
  /** Of all connections together. */
  busyMs: number
  /** As HdrHistogram's compressed text, in nanoseconds. */
  latencies: string
  delayedBytes: number
}

export interface Block extends Cell {
  turns: Record<string, KeptTurn>
}

/** A started level, and the writes that it is still to get: no row comes twice. */
export interface Running {
  name: string
  system: System
  next: () => Request
}

export const workload = set

export function running(name: string, system: System): Running {
  return { name, system, next: workload.requests(randomFrom(0)) }
}

export interface Measuring {
  seconds: number
  seed: number
  cancelled: AbortSignal
}

/** Every level has its turn, in an order that chance draws anew for each block; undefined where it was cancelled. */
export async function measureBlock(
  levels: readonly Running[],
  cell: Cell,
  { seconds, seed, cancelled }: Measuring,
): Promise<Block | undefined> {
  const order = randomFrom(seed, streamOf(cell)).shuffle(levels)
  const turns: Block['turns'] = {}
  for (const level of order) {
    const turn = await turnOf(level, cell, seconds, cancelled)
    if (turn === undefined) return undefined
    turns[level.name] = turn
  }
  return { ...cell, turns }
}

function streamOf({ round, rttMs, clients }: Cell): number {
  return (round * 1_000 + rttMs) * 1_000 + clients
}

async function turnOf(
  { name, system, next }: Running,
  { rttMs, clients: connections }: Cell,
  seconds: number,
  cancelled: AbortSignal,
): Promise<KeptTurn | undefined> {
  try {
    await using delayed = await delay(system.links, rttMs)
    const { work } = workload
    const asked = { system, work, next, connections, seconds, cancelled }
    const driven = await drive(asked)
    if (driven === undefined) return undefined
    const { latencies, ...turn } = driven
    return { ...turn, latencies: latencies.encoded(), delayedBytes: await delayed.bytes() }
  } catch (cause) {
    const message = `${name} at ${rttMs} ms with ${clientsText(connections)} could not be measured`
    throw new SplitbrainError(codeOf(cause), message, { cause })
  }
}

function codeOf(error: unknown): ErrorCode {
  return error instanceof SplitbrainError ? error.code : 'runtime'
}
