import { describeError, SplitbrainError, type ErrorCode } from '../../../history/errors.ts'
import type { Tradeoff } from '../../../reports/tradeoff/results.ts'
import { killClients } from '../../../reports/tradeoff/words.ts'
import type { RuntimeName } from '../../../runner/runtimes/open.ts'
import { machineHere } from '../../machine.ts'
import { refuseMissing } from '../../refuse.ts'
import { tell } from '../../tell.ts'
import { versionsOn } from '../versions.ts'
import { killedAt } from './kill.ts'
import type { Level } from './level.ts'
import { levelsNamed } from './levels.ts'
import { planOf, type PlanWords } from './plan.ts'
import { Progress } from './progress.ts'
import { resultsOf } from './results.ts'
import { writeAll } from './show.ts'
import { sweep } from './sweep.ts'
import { SweepFolder, type Identity } from './sweep-folder.ts'

/** Beside its load: connecting, and what delays links. */
const TURN_OVERHEAD_MS = 250
const KILL_MS = 14_000

export interface TradeoffWords extends PlanWords {
  out: string
  fresh?: boolean
}

/**
 * Measures what the folder lacks, and writes everything that is made of the points; of what there is, where it was
 * cancelled or where something failed, which is thrown then.
 */
export async function tradeoffOf(
  names: readonly string[],
  words: TradeoffWords,
  cancelled: AbortSignal,
): Promise<Tradeoff> {
  const plan = planOf(names, words)
  const runtime = plan.runtime as RuntimeName
  const levels = levelsNamed(plan.levels, { ...plan, killClients: killClients(plan) })
  for (const scenario of levels.flatMap((level) => scenariosOf(level, plan)))
    await refuseMissing({ scenario, runtime }, tell)
  const needs = new Set(levels.flatMap((level) => [...level.needs]))
  const versions = await versionsOn(runtime, needs)
  const identity: Identity = { plan, machine: machineHere(), versions }
  const folder = await SweepFolder.open(words.out, identity, words.fresh === true)
  const blockMs = levels.length * (plan.seconds * 1000 + TURN_OVERHEAD_MS)
  const progress = new Progress({ block: blockMs, kill: KILL_MS })
  const failed = await sweep({ plan, levels, folder, cancelled, progress }).then(
    () => undefined,
    (error: unknown) => ({ error }),
  )
  progress.over()
  const isMeasured = folder.blocks.all.length > 0
  const tradeoff = resultsOf(folder, levels, identity)
  if (isMeasured) await writeAll(tradeoff, folder)
  if (failed !== undefined) throw withKept(failed.error, folder)
  if (!isMeasured) throw new SplitbrainError('interrupted', 'Interrupted before the first point.')
  return tradeoff
}

/** All that will run, so that what can't be had is refused before anything starts. */
function scenariosOf({ scenario, killed }: Level, { kills, rttsMs }: Tradeoff['plan']) {
  const deaths = killed === undefined || kills === 0 ? [] : killedAt(rttsMs).map(killed)
  return scenario === undefined ? deaths : [scenario, ...deaths]
}

function withKept(error: unknown, { path, blocks }: SweepFolder): SplitbrainError {
  const code: ErrorCode = error instanceof SplitbrainError ? error.code : 'crash'
  const kept = `what was measured is kept in ${path} (${blocks.all.length} parts), and the same command goes on from there`
  return new SplitbrainError(code, `${describeError(error)}; ${kept}.`)
}
