import { Command, Option } from 'commander'
import { exitCodes } from '../../history/errors.ts'
import { runtimeNames } from '../../runner/runtimes/open.ts'
import { cancelOnSignal } from '../execute.ts'
import { mustTakeFolder } from '../writable.ts'
import type { TradeoffWords } from './tradeoff/tradeoff-of.ts'

const examples = `
Examples:
  $ splitbrain bench tradeoff                                   some ten minutes; the page is bench-results/tradeoff/report.html
  $ splitbrain bench tradeoff async on --rtt 0,20 --clients 1 --kills 0
  $ splitbrain bench tradeoff two-phase broadcast --rtt 0,5,20  other ways of replicating, with their default options
  $ splitbrain bench tradeoff galera --runtime docker --rtt 0
  $ splitbrain bench tradeoff --runtime docker --percent 25 --seconds 1 --rtt 0,20   servers that share no processor

Interrupted, the same command goes on from what is in the folder; --fresh measures all of it again.`

interface Words extends TradeoffWords {
  json?: boolean
}

/** What replication costs and what it saves, over the round trip between nodes. */
export function tradeoffCommand(): Command {
  return new Command('tradeoff')
    .description(
      'commits and latencies of levels of synchronous_commit against a single server, by round trip and clients, and what a kill loses',
    )
    .argument('[levels...]', 'async, remote_write, on, remote_apply, and scenarios by name')
    .option('--rtt <list>', 'round trips between the nodes, in ms', '0,1,2,5,10,20,50')
    .option('--clients <list>', 'so many connections', '1,8,32')
    .option('--rounds <n>', 'so many turns of each level at each point', '6')
    .option('--seconds <n>', 'how long a turn is', '0.3')
    .option(
      '--kills <n>',
      'so many runs in which the primary is killed, by level and round trip',
      '2',
    )
    .option(
      '--standbys <n>',
      'standbys of each level of hot-standby; two at least where the primary is killed',
      '1',
    )
    .option(
      '--commit-delay <ms>',
      'what a server of PostgreSQL waits before it flushes its log, as for a disk; 0 leaves it to this machine’s own',
      '1',
    )
    .option(
      '--percent <n>',
      'what each node has of a processor, in hundredths, as if none shared it (docker; with turns of a second or more)',
    )
    .addOption(
      new Option('--runtime <name>', 'what nodes run on').choices(runtimeNames).default('embedded'),
    )
    .option('--seed <n>', 'the order of turns, and the first seed of kills', '1')
    .option(
      '--out <folder>',
      'where points are kept and the page is written',
      'bench-results/tradeoff',
    )
    .option('--fresh', 'forget the points that are there')
    .option('--json', 'print the results as JSON')
    .addHelpText('after', examples)
    .action(tradeoffAction)
}

async function tradeoffAction(names: string[], words: Words): Promise<void> {
  // Only now, for `splitbrain --help` needs none of it.
  const { tradeoffOf } = await import('./tradeoff/tradeoff-of.ts')
  const { tradeoffText } = await import('./tradeoff/show.ts')
  await mustTakeFolder('--out', words.out)
  const cancelled = cancelOnSignal('Stopping after this turn. Again to stop at once.')
  const tradeoff = await tradeoffOf(names, words, cancelled)
  if (words.json) console.log(JSON.stringify(tradeoff, null, 2))
  else console.log(`\n${tradeoffText(tradeoff)}\n\nPage: ${words.out}/report.html`)
  if (cancelled.aborted) process.exitCode = exitCodes.interrupted
}
