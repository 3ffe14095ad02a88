import { Command } from 'commander'
import { z } from 'zod'
import { columnsOf } from '../../reports/columns.ts'
import { cancelOnSignal } from '../execute.ts'
import { exitCodes } from '../../history/errors.ts'
import { optionNamed, valuesOf } from '../words.ts'

const examples = `
Examples:
  $ splitbrain bench start                               every scenario on every runtime of this machine
  $ splitbrain bench start --only "hot-standby embedded" --times 9`

const numbers = z.object({ times: z.coerce.number().int().min(1).max(100) })

interface Words {
  only: string
  times: string
  json?: boolean
}

/** How soon each way of replicating is there, on each runtime. */
export function startCommand(): Command {
  return new Command('start')
    .description('seconds from nothing to a row that all copies have, by scenario and runtime')
    .option('--only <words>', 'those whose "scenario runtime" contains each of these words', '')
    .option('--times <n>', 'so many starts of each, of which the median counts', '5')
    .option('--json', 'print the figures as JSON')
    .addHelpText('after', examples)
    .action(startAction)
}

async function startAction(words: Words): Promise<void> {
  const { times } = valuesOf(numbers, { times: words.times }, optionNamed)
  // Only now, for `splitbrain --help` needs none of it.
  const { placesMeant, startInTurns } = await import('./start/in-turns.ts')
  const { startsAsJson, startsTable } = await import('./start/table.ts')
  const places = placesMeant(words.only)
  const cancelled = cancelOnSignal('Stopping after this start. Again to stop at once.')
  const all = await startInTurns(places, times, cancelled)
  if (words.json) console.log(JSON.stringify(startsAsJson(all), null, 2))
  else console.log(startsTable(all, columnsOf(process.stdout)))
  if (cancelled.aborted) process.exitCode = exitCodes.interrupted
  else if (all.some(({ failed }) => failed !== undefined)) process.exitCode = exitCodes.crash
}
