import { Command } from 'commander'
import { z } from 'zod'
import { exitCodes } from '../../history/errors.ts'
import { columnsOf } from '../../reports/columns.ts'
import { cancelOnSignal } from '../execute.ts'
import { optionsOf } from '../schema-options.ts'
import { tell } from '../tell.ts'
import { optionNamed, valuesOf } from '../words.ts'

const examples = `
By turns, with the same SQL and as many connections: our client without and with a history, and pgbench (that of the PATH,
or of our image in a container), each in a process of its own. Over no-op nothing answers but the protocol, so that what is
measured is the client. A transaction's statements wait for each other in pgbench and go at once in our client.

Examples:
  $ splitbrain bench client                              every comparison, some eight minutes
  $ splitbrain bench client --only "direct select-only"
  $ splitbrain bench client --only "no-op 8" --rounds 9 --json`

const numbers = z.object({
  rounds: z.coerce
    .number()
    .int()
    .min(2)
    .max(100)
    .default(5)
    .describe('so many turns of each in each comparison'),
  seconds: z.coerce.number().int().min(1).max(600).default(2).describe('so long a turn'),
  scale: z.coerce
    .number()
    .int()
    .min(1)
    .max(100)
    .default(4)
    .describe('so many times 100 000 accounts, 10 tellers and a branch'),
})

/** Our load generator against the one that everybody knows. */
export function clientCommand(): Command {
  const command = new Command('client')
    .description('our client against pgbench, in one run on one server')
    .option('--only <words>', 'comparisons that have each of these words, as no-op, link, 8', '')
    .option('--json', 'print the figures as JSON')
  for (const option of optionsOf(numbers, 'Options:')) command.addOption(option)
  return command.addHelpText('after', examples).action(clientAction)
}

async function clientAction(
  words: { only: string; json?: boolean } & Record<string, unknown>,
): Promise<void> {
  const options = valuesOf(numbers, words, optionNamed)
  // Only now, for `splitbrain --help` needs none of it.
  const { cellsMeant } = await import('./client/cells.ts')
  const { startTargets } = await import('./client/targets.ts')
  const { compareAll } = await import('./client/measure.ts')
  const { comparedJson, comparedTable } = await import('./client/told.ts')
  const cells = cellsMeant(words.only)
  const cancelled = cancelOnSignal('Stopping after what is done. Again to stop at once.')
  await using things = new AsyncDisposableStack()
  const { targets, about } = await startTargets(options.scale, things)
  tell(about)
  const comparing = { ...options, targets, seed: 1, cancelled }
  const { done, failed } = await compareAll(cells, comparing)
  if (words.json) console.log(JSON.stringify({ about, ...comparedJson(done, failed) }, null, 2))
  else console.log(comparedTable(done, failed, columnsOf(process.stdout)))
  if (cancelled.aborted) process.exitCode = exitCodes.interrupted
  else if (failed.length > 0) process.exitCode = exitCodes.crash
}
