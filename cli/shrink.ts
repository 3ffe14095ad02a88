import { realpath, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Command } from 'commander'
import { z } from 'zod'
import { exitCodes, SplitbrainError } from '../history/errors.ts'
import { plural } from '../reports/quantities.ts'
import { rateText } from '../runner/interval.ts'
import { judgeFolder } from '../runner/judge-folder.ts'
import type { RunRecord } from '../runner/results.ts'
import type { RuntimeName } from '../runner/runtimes/open.ts'
import type { PlainSchedule } from '../scenarios/schedule/schedule.ts'
import { chooseScenario } from './choose.ts'
import { cancelOnSignal, execute } from './execute.ts'
import { commandOf } from './record.ts'
import { recordedRun, recordedSchedule } from './recorded-run.ts'
import { toYaml } from './schedule-file.ts'
import { Attempts } from './shrink/attempts.ts'
import { failsAs, failuresOf } from './shrink/failure.ts'
import { partsOf, scheduleOfParts, type Part } from './shrink/parts.ts'
import { smallest, type Smallest } from './shrink/smallest.ts'
import { optionNamed, valuesOf } from './words.ts'
import { refuseUnwritable } from './writable.ts'

const bounds = z.object({
  repeat: z.coerce.number().int().min(1).max(1000),
  budget: z.coerce.number().int().min(2).max(10_000),
})

/** From a run that failed to the least that has to break for it. */
export function shrinkCommand(): Command {
  return new Command('shrink')
    .description(
      'run a failed run again with parts of its schedule left out, for as long as it fails',
    )
    .argument('<folder>', 'of a run that failed, for example runs/latest')
    .option('--repeat <n>', 'so many runs that pass before a part is believed to be needed', '3')
    .option('--budget <n>', 'so many runs at most', '50')
    .option('--output <folder>', 'where the folders of these runs go', 'runs')
    .addHelpText('after', help)
    .action(shrinkAction)
}

const help = `
Example:
  $ splitbrain shrink runs/latest --budget 30

The smallest schedule is printed and written to shrunk.yaml in the run's folder. Ctrl-C ends the search with the
smallest so far.

Exit codes:
  0 a schedule that fails    2 not even the whole one fails any more    64 the run did not fail    130 interrupted`

interface Words extends Record<string, unknown> {
  output: string
}

async function shrinkAction(folder: string, words: Words): Promise<void> {
  const { repeat, budget } = valuesOf(bounds, words, optionNamed)
  await refuseUnwritable(words)
  const { record, whole, failures } = await failedRun(folder)
  // While it is shrunk, runs/latest becomes another one.
  const file = join(await realpath(folder), 'shrunk.yaml')
  const over = cancelOnSignal()
  const fails = async (parts: readonly Part[]) => {
    const asked = askedFor(record, scheduleOfParts(parts))
    const scenario = chooseScenario(record.scenario, asked)
    const { seed } = record
    const runtime = record.runtime as RuntimeName
    const made = await execute({ scenario, runtime, seed, output: words.output, cancelled: over })
    return failsAs(failures, made.results)
  }
  const attempts = new Attempts({ fails, repeat, budget, over })
  const found = await smallest(whole, attempts, (steps, of) =>
    process.stderr.write(`\n  Still fails with ${steps} of ${of} steps.\n\n`),
  )
  const broke = over.aborted ? 'Interrupted' : attempts.left() === 0 ? 'The budget is spent' : ''
  if (found === undefined) console.log(goneText(attempts.made, broke))
  else {
    await writeFile(file, toYaml(found.schedule))
    console.log(foundText(found, partsOf(whole).length, broke))
    console.log(`\n${toYaml(found.schedule)}\nIt is in ${file}; this repeats it:\n`)
    console.log(commandWith(record, file))
  }
  if (over.aborted) process.exitCode = exitCodes.interrupted
  else process.exitCode = found === undefined ? exitCodes.unknown : exitCodes.ok
}

/** A run and its schedule without anything left to chance, and by what it failed. */
async function failedRun(folder: string) {
  const { record, scenario, failure } = await recordedRun(folder)
  const { judgement } = await judgeFolder(folder, scenario, failure)
  if (judgement.verdict !== 'fail')
    throw new SplitbrainError(
      'usage',
      `${folder} did not fail, its verdict is ${judgement.verdict}: name a run that failed.`,
    )
  const whole = recordedSchedule(record)
  if (whole.length === 0)
    throw new SplitbrainError('usage', `${folder} failed without a fault: it has no schedule.`)
  return { record, whole, failures: failuresOf(judgement) }
}

/** What a run was asked for, with another schedule. */
function askedFor({ options, workload }: RunRecord, schedule: PlainSchedule | string) {
  const { faults: _, faultInterval: __, ...others } = options
  return { ...others, workload, schedule }
}

function commandWith(record: RunRecord, file: string): string {
  const { scenario, runtime, seed, workload } = record
  return commandOf(scenario, { runtime, ...askedFor(record, file), seed }, workload)
}

function goneText(runs: number, broke: string): string {
  if (broke !== '') return `${broke}: no run failed as the first one did, of ${runs}.`
  return `It fails no more: the whole schedule passed in ${plural(runs, 'run')}.`
}

function foundText({ steps, rate }: Smallest, all: number, broke: string): string {
  const { failed, of } = rate
  const often =
    of === 0
      ? 'it failed, and there was no run left to tell how often'
      : `${failed} of ${of} runs fail, ${rateText(failed, of)}`
  const early = broke === '' ? '' : ` ${broke}, so that a smaller one may be found.`
  return `${steps} of ${plural(all, 'step')} ${steps === 1 ? 'is' : 'are'} enough: ${often}.${early}`
}
