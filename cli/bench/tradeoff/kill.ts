import { SplitbrainError } from '../../../history/errors.ts'
import { durabilityOf } from '../../../reports/figures.ts'
import type { Plan } from '../../../reports/tradeoff/results.ts'
import type { RuntimeName } from '../../../runner/runtimes/open.ts'
import { execute } from '../../execute.ts'
import type { Level } from './level.ts'
import type { SweepFolder } from './sweep-folder.ts'

/** A run to be made in which whoever stands first in a level's layout is killed under load. */
export interface KillAsked {
  level: Level
  rttMs: number
  seed: number
}

interface Place {
  plan: Plan
  folder: SweepFolder
}

/** Of the least and the greatest round trip: those between cost more time than they tell. */
export function killsLeft({ plan, folder }: Place, levels: readonly Level[]): KillAsked[] {
  const seeds = Array.from({ length: plan.kills }, (_, i) => plan.seed + i)
  const able = levels.filter(({ killed }) => killed !== undefined)
  const all = seeds.flatMap((seed) =>
    killedAt(plan.rttsMs).flatMap((rttMs) => able.map((level) => ({ level, rttMs, seed }))),
  )
  const nameOf = (level: string, rttMs: number, seed: number) => `${level} ${rttMs} ${seed}`
  const done = new Set(folder.kills.all.map((kill) => nameOf(kill.level, kill.rttMs, kill.seed)))
  return all.filter(({ level, rttMs, seed }) => !done.has(nameOf(level.name, rttMs, seed)))
}

/** A fault delays each way by whole milliseconds alike, so no odd round trip can be had of it. */
export function killedAt(rttsMs: readonly number[]): number[] {
  const even = rttsMs.filter((rttMs) => rttMs % 2 === 0).toSorted((a, b) => a - b)
  return [...new Set([...even.slice(0, 1), ...even.slice(-1)])]
}

/** Makes the run, as `splitbrain run` does, in a folder of its own beside the points; one that was cancelled is not kept. */
export async function killOnce(
  { plan, folder }: Place,
  { level, rttMs, seed }: KillAsked,
  cancelled: AbortSignal,
): Promise<void> {
  const scenario = level.killed!(rttMs)
  const runtime = plan.runtime as RuntimeName
  const place = { runtime, output: folder.runs, progress: silent }
  const { results } = await execute({ scenario, seed, cancelled, ...place })
  if (cancelled.aborted) return
  const { error, verdict, acknowledged, lost, rtoSeconds, run } = results
  if (error !== undefined)
    throw new SplitbrainError(
      'runtime',
      `The run in which ${level.name} was killed at ${rttMs} ms failed in its phase ${error.phase}: ${error.message}`,
    )
  folder.kills.add({
    level: level.name,
    rttMs,
    seed,
    verdict,
    acknowledged,
    lost,
    lostSeconds: durabilityOf(results)?.rpo?.seconds ?? null,
    rtoSeconds,
    command: run.command,
  })
}

/** The sweep tells by itself how far it is. */
const silent = { phase() {}, load() {}, event() {}, verdict() {} }
