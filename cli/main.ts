import { setImmediate } from 'node:timers/promises'
import { Command, CommanderError } from 'commander'
import { describeError, exitCodes, SplitbrainError } from '../history/errors.ts'
import { benchCommand } from './bench.ts'
import { checkCommand } from './check.ts'
import { cleanCommand } from './clean.ts'
import { demoCommand } from './demo.ts'
import { doctorCommand } from './doctor.ts'
import { findingsCommand } from './findings.ts'
import { helpCommand } from './help-command.ts'
import { imagesCommand } from './images.ts'
import { listCommand } from './list.ts'
import { matrixCommand } from './matrix.ts'
import { reportCommand } from './report.ts'
import { runCommand } from './run.ts'
import { shrinkCommand } from './shrink.ts'
import { toxiproxyCommand } from './toxiproxy.ts'
import { version } from './version.ts'

/** The whole command line; ends the process with one of the documented exit codes. */
export async function main(argv: string[]): Promise<void> {
  const unwritable = watchOutput()
  const code = await commandLine(argv)
  // What failed to be written is told a moment later.
  await setImmediate()
  process.exit(unwritable() ?? code ?? process.exitCode)
}

/** Results that reach nobody are an error, unless the reader had enough, as `head` has. */
function watchOutput(): () => number | undefined {
  let code: number | undefined
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE' || code !== undefined) return
    code = exitCodes.crash
    console.error(`splitbrain: Standard output can't be written (${error.message}).`)
  })
  return () => code
}

/** The same without the end: the exit code, or undefined where the command has set the process's. */
export async function commandLine(argv: string[]): Promise<number | undefined> {
  const program = new Command('splitbrain')
    .description(
      'Breaks real replicated databases on purpose and proves, from the recorded history, what they lost.',
    )
    .version(version())
    .option('--verbose', 'show stack traces')
    .helpCommand(false)
    .addHelpText('after', help)
  const commands = [
    runCommand,
    listCommand,
    findingsCommand,
    checkCommand,
    reportCommand,
    shrinkCommand,
    matrixCommand,
    benchCommand,
  ]
  const machine = [doctorCommand, imagesCommand, cleanCommand, toxiproxyCommand, demoCommand]
  for (const make of [...commands, ...machine]) program.addCommand(make())
  program.addCommand(helpCommand(program))
  for (const command of withAllBelow(program)) {
    command.exitOverride().configureOutput({ outputError: () => {} })
    refuseRepeatedAndEmpty(command)
  }
  try {
    await program.parseAsync(argv)
  } catch (error) {
    return explain(error, program.opts().verbose === true)
  }
  return undefined
}

function explain(error: unknown, verbose: boolean): number {
  if (error instanceof CommanderError) {
    if (error.exitCode === 0) return 0
    // A command that needs another one below it has shown which there are.
    if (error.code === 'commander.help') return exitCodes.usage
    console.error(`splitbrain: ${error.message.replace(/^error: /, '').replaceAll('\n', ' ')}`)
    return exitCodes.usage
  }
  if (verbose) console.error(error)
  else console.error(`splitbrain: ${describeError(error)}`)
  return error instanceof SplitbrainError ? error.exitCode : exitCodes.crash
}

function withAllBelow(command: Command): Command[] {
  return [command, ...command.commands.flatMap(withAllBelow)]
}

/** An option that says nothing, or two things, would leave its giver with a wrong idea of what happened. */
function refuseRepeatedAndEmpty(command: Command): void {
  for (const option of command.options) {
    let given = 0
    command.on(`option:${option.name()}`, (value: string | null) => {
      const { long } = option
      if (given++ > 0) throw new SplitbrainError('usage', `${long} is given twice: give it once.`)
      if (value === '') throw new SplitbrainError('usage', `${long} takes a value, not "".`)
    })
  }
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
