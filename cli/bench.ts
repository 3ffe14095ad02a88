import { Command } from 'commander'
import { allCommand } from './bench/all.ts'
import { clientCommand } from './bench/client.ts'
import { loadCommand } from './bench/load.ts'
import { startCommand } from './bench/start.ts'
import { tradeoffCommand } from './bench/tradeoff.ts'

/** What is measured by itself, with no verdict of a run: a sub-command a line. */
export function benchCommand(): Command {
  const bench = new Command('bench').description(
    'measure what replication costs, and how soon it is there',
  )
  const commands = [tradeoffCommand, loadCommand, clientCommand, startCommand, allCommand]
  for (const make of commands) bench.addCommand(make())
  return bench
}
