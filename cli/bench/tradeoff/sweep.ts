import { openRuntime, type RuntimeName } from '../../../runner/runtimes/open.ts'
import { randomFrom } from '../../../runner/random.ts'
import type { Plan } from '../../../reports/tradeoff/results.ts'
import { measureBlock, running, workload, type Cell, type Running } from './block.ts'
import { killOnce, killsLeft } from './kill.ts'
import type { Level } from './level.ts'
import type { Progress } from './progress.ts'
import type { SweepFolder } from './sweep-folder.ts'

export interface Sweep {
  plan: Plan
  levels: readonly Level[]
  folder: SweepFolder
  cancelled: AbortSignal
  progress: Pick<Progress, 'begin' | 'next' | 'ended'>
}

/** Measures what the folder lacks of the plan, and keeps each part as it ends; returns early where it was cancelled. */
export async function sweep(asked: Sweep): Promise<void> {
  const { progress } = asked
  const cells = cellsLeft(asked)
  const kills = killsLeft(asked, asked.levels)
  progress.begin({ block: cells.length, kill: kills.length })
  if (cells.length > 0) await measureCells(asked, cells)
  for (const kill of kills) {
    if (asked.cancelled.aborted) return
    progress.next(`${kill.level.name} at ${kill.rttMs} ms, killed`)
    await killOnce(asked, kill, asked.cancelled)
    progress.ended('kill')
  }
}

async function measureCells(asked: Sweep, cells: readonly Cell[]): Promise<void> {
  const { plan, folder, cancelled, progress } = asked
  await using things = new AsyncDisposableStack()
  const all = await startAll(asked, things)
  for (const cell of cells) {
    if (cancelled.aborted) return
    progress.next(`round ${cell.round + 1}: ${cell.rttMs} ms, clients ${cell.clients}`)
    const block = await measureBlock(all, cell, { ...plan, cancelled })
    if (block !== undefined) folder.blocks.add(block)
    progress.ended('block')
  }
}

/** One after the other, for to start takes a machine's whole attention. */
async function startAll(
  { levels, plan, cancelled, progress }: Sweep,
  things: AsyncDisposableStack,
): Promise<Running[]> {
  const all: Running[] = []
  for (const { name, needs, start } of levels) {
    if (cancelled.aborted) break
    progress.next(`starting ${name}`)
    const runId = `tradeoff-${name}-${process.pid}`
    const tell = progress.next
    const runtime = plan.runtime as RuntimeName
    const opened = things.use(await openRuntime(runtime, { runId, needs, progress: tell }))
    all.push(running(name, await start(opened, workload.tables, things)))
  }
  return all
}

/** Round by round all cells in an order that chance draws, so that no time of the machine's is that of one of them. */
function cellsLeft({ plan, folder }: Sweep): Cell[] {
  const { rounds, rttsMs, clients, seed } = plan
  const grid = rttsMs.flatMap((rttMs) => clients.map((count) => ({ rttMs, clients: count })))
  const cells = Array.from({ length: rounds }, (_, round) =>
    randomFrom(seed, round).shuffle(grid.map((cell) => ({ round, ...cell }))),
  )
  const done = new Set(folder.blocks.all.map(nameOf))
  return cells.flat().filter((cell) => !done.has(nameOf(cell)))
}

const nameOf = ({ round, rttMs, clients }: Cell) => `${round} ${rttMs} ${clients}`
