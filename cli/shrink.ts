import { realpath, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Command } from 'commander'
import { z } from 'zod'
import { exitCodes, SplitbrainError } from '../history/errors.ts'
import type { RunRecord } from '../runner/results.ts'
import type { RuntimeName } from '../runner/runtimes/open.ts'
import { chooseScenario } from './choose.ts'
import { cancelOnSignal, execute } from './execute.ts'
import { commandOf } from './record.ts'
import { toYaml } from './schedule-file.ts'
import { Attempts } from './shrink/attempts.ts'
import { failsAs } from './shrink/failure.ts'
import { askedFor, failedRun } from './shrink/failed-run.ts'
import { partsOf, scheduleOfParts, type Part } from './shrink/parts.ts'
import { smallest } from './shrink/smallest.ts'
import { foundText, goneText, type Broke } from './shrink/told.ts'
import { optionNamed, valuesOf } from './words.ts'
import { refuseUnwritable } from './writable.ts'

const bounds = z.object({
  repeat: z.coerce.number().int().min(1).max(1000),
  budget: z.coerce.number().int().min(2).max(10_000),
})

const help = `
Example:
  $ splitbrain shrink runs/latest --budget 30

The smallest schedule is printed and written to shrunk.yaml in the run's folder. Ctrl-C ends the search with the
smallest so far.

Exit codes:
  0 a schedule that fails    2 not even the whole one fails any more    64 the run did not fail    130 interrupted`

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

interface Words extends Record<string, unknown> {
  output: string
}

async function shrinkAction(folder: string, words: Words): Promise<void> {
  const { repeat, budget } = valuesOf(bounds, words, optionNamed)
  await refuseUnwritable(words)
  const { record, schedule: whole, failures } = await failedRun(folder)
  if (record.runtime === 'external')
    throw new SplitbrainError(
      'usage',
      'A run on servers of your own is not shrunk, for that would break them many times: run it anew with parts of its schedule left out.',
    )
  // While it is shrunk, runs/latest becomes another one.
  const file = join(await realpath(folder), 'shrunk.yaml')
  const over = cancelOnSignal()
  const { scenario: name, seed } = record
  const place = { runtime: record.runtime as RuntimeName, output: words.output, cancelled: over }
  const fails = async (parts: readonly Part[]) => {
    const scenario = chooseScenario(name, askedFor(record, scheduleOfParts(parts)))
    const { results } = await execute({ scenario, seed, ...place })
    return failsAs(failures, results)
  }
  const attempts = new Attempts({ fails, repeat, budget, over })
  const found = await smallest(whole, attempts, (steps, of) =>
    process.stderr.write(`\n  Still fails with ${steps} of ${of} steps.\n\n`),
  )
  const broke = brokeBy(over, attempts)
  process.exitCode = found === undefined ? exitCodes.unknown : exitCodes.ok
  if (over.aborted) process.exitCode = exitCodes.interrupted
  if (found === undefined) return console.log(goneText(attempts.made, broke))
  await writeFile(file, toYaml(found.schedule))
  console.log(foundText(found, partsOf(whole).length, broke))
  console.log(`\n${toYaml(found.schedule)}\nIt is in ${file}; this repeats it:\n`)
  console.log(commandWith(record, file))
}

function brokeBy(over: AbortSignal, attempts: Attempts<unknown>): Broke | undefined {
  if (over.aborted) return 'Interrupted'
  return attempts.cutShort ? 'The budget is spent' : undefined
}

function commandWith(record: RunRecord, file: string): string {
  const { scenario, runtime, seed, workload } = record
  return commandOf(scenario, { runtime, ...askedFor(record, file), seed }, workload)
}
