import { Command, CommanderError } from 'commander'
import { describeError, exitCodes, SplitbrainError } from '../errors.ts'
import { checkCommand } from './check.ts'
import { cleanCommand } from './clean.ts'
import { demoCommand } from './demo.ts'
import { doctorCommand } from './doctor.ts'
import { imagesCommand } from './images.ts'
import { listCommand } from './list.ts'
import { reportCommand } from './report.ts'
import { runCommand } from './run.ts'
import { toxiproxyCommand } from './toxiproxy.ts'
import { version } from './version.ts'

/** The whole command line; ends the process with one of the documented exit codes. */
export async function main(argv: string[]): Promise<void> {
  process.exit((await commandLine(argv)) ?? process.exitCode)
}

/** The same without the end: the exit code, or undefined where the command has set the process's. */
export async function commandLine(argv: string[]): Promise<number | undefined> {
  const program = new Command('splitbrain')
    .description(
      'Breaks real replicated databases on purpose and proves, from the recorded history, what they lost.',
    )
    .version(version())
    .option('--verbose', 'show stack traces')
    .addHelpText('after', help)
  const commands = [runCommand, listCommand, checkCommand, reportCommand]
  const machine = [doctorCommand, imagesCommand, cleanCommand, toxiproxyCommand, demoCommand]
  for (const make of [...commands, ...machine]) program.addCommand(make())
  for (const command of [
    program,
    ...program.commands,
    ...program.commands.flatMap((c) => c.commands),
  ])
    command.exitOverride().configureOutput({ outputError: () => {} })
  try {
    await program.parseAsync(argv)
  } catch (error) {
    return explain(error, program.opts().verbose === true)
  }
  return undefined
}

function explain(error: unknown, verbose: boolean): number {
  if (error instanceof CommanderError) {
    if (error.exitCode === 0 || error.code === 'commander.help') return 0
    console.error(`splitbrain: ${error.message.replace(/^error: /, '').replaceAll('\n', ' ')}`)
    return exitCodes.usage
  }
  if (verbose) console.error(error)
  else console.error(`splitbrain: ${describeError(error)}`)
  return error instanceof SplitbrainError ? error.exitCode : exitCodes.crash
}

const help = `
Examples:
  $ splitbrain run hot-standby --sync on --faults kill-primary --repeat 20
  $ splitbrain run hot-standby --runtime docker --faults kill-primary,partition-primary --time-limit 60
  $ splitbrain check runs/latest/history.jsonl
  $ splitbrain report runs/latest --junit junit.xml

Exit codes:
  0 all claims held    1 a safety claim failed    2 unknown    3 a performance threshold failed
  64 wrong usage       70 the harness failed      130 interrupted`
