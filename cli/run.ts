import { randomInt } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { Command, Option } from 'commander'
import { z } from 'zod'
import { SplitbrainError } from '../history/errors.ts'
import type { RunResults } from '../runner/results.ts'
import { runtimeNames, type RuntimeName } from '../runner/runtimes/open.ts'
import { chooseScenario, hasEffect } from './choose.ts'
import { cancelOnSignal, execute, exitCodeOf } from './execute.ts'
import { interruption } from './progress.ts'
import { optionNamed, valuesOf } from './words.ts'
import { refuseUnwritable } from './writable.ts'

const examples = `
Examples:
  $ splitbrain run hot-standby                                  the primary dies; asynchronous writes die with it
  $ splitbrain run hot-standby --sync on --repeat 20            nothing acknowledged may be lost, twenty times
  $ splitbrain run hot-standby --workload register --faults partition-primary
  $ splitbrain run hot-standby --runtime docker --faults kill-primary,partition-primary --time-limit 60
  $ splitbrain run hot-standby --sync on --faults delay-replication:ms=20,one-way-primary:lost=in --time-limit 30
  $ splitbrain run hot-standby --seed 42 --json > result.json   the same choices again, for a program`

export function runCommand(): Command {
  return new Command('run')
    .description('start a scenario, break it under load, and judge what it lost')
    .argument('<scenario>', 'its name in splitbrain list')
    .addOption(
      new Option('--runtime <name>', 'what nodes run on').choices(runtimeNames).default('embedded'),
    )
    .option('--sync <mode>', 'async, local, remote_write, on or remote_apply', 'async')
    .option('--standbys <n>', 'standbys beside the primary', '2')
    .option('--workload <name>', 'what clients do: set, register, list-append', 'set')
    .option(
      '--isolation <level>',
      'of list-append: read-committed, repeatable-read, serializable',
      'serializable',
    )
    .option('--faults <names>', 'comma-separated, as in splitbrain list, or none', 'kill-primary')
    .option('--time-limit <s>', 'seconds under load', '12')
    .option('--concurrency <n>', 'processes that work side by side', '8')
    .option(
      '--rate <n>',
      'operations a second, whether or not the last one was answered (open loop)',
    )
    .option('--toxiproxy <url>', 'a Toxiproxy server of yours for the links (default: one of ours)')
    .option('--seed <n>', 'repeats the choices of an earlier run')
    .option('--repeat <n>', 'so many runs, with seeds that follow each other', '1')
    .option('--output <folder>', 'where run folders go', 'runs')
    .option('--junit <file>', 'write JUnit XML too')
    .option('--json', 'print the results as JSON')
    .addHelpText('after', examples)
    .action(runAction)
}

const numbers = z.object({
  seed: z.coerce
    .number()
    .int()
    .min(0)
    .max(2 ** 31 - 1)
    .optional(),
  repeat: z.coerce.number().int().min(1).max(10_000),
})

interface Words extends Record<string, unknown> {
  runtime: RuntimeName
  workload: string
  faults: string
  toxiproxy?: string
  output: string
  junit?: string
  json?: boolean
}

async function runAction(name: string, words: Words, command: Command): Promise<void> {
  refuseWithoutEffect(words, command)
  const { seed = randomInt(2 ** 31 - 1), repeat } = valuesOf(numbers, words, optionNamed)
  const faults = words.faults === 'none' ? [] : words.faults.split(',').map((word) => word.trim())
  if (words.toxiproxy !== undefined) mustBeUrl(words.toxiproxy)
  const scenarios = Array.from({ length: repeat }, () => chooseScenario(name, { ...words, faults }))
  await refuseUnwritable(words)
  const cancelled = cancelOnSignal()
  const all: RunResults[] = []
  const paths = new Map<string, string>()
  try {
    for (const [i, scenario] of scenarios.entries()) {
      const series = { run: i + 1, of: repeat }
      const execution = { ...words, scenario, cancelled, seed: seed + i, series }
      const { results, path } = await execute(execution)
      all.push(results)
      paths.set(results.run.id, path)
      if (cancelled.aborted) break
    }
  } finally {
    if (cancelled.aborted && repeat > 1)
      process.stderr.write(`\n${interruption(all.length, repeat)}\n`)
    // What ended the series is told after the runs that came to their end.
    if (all.length > 0) await show(all, paths, words)
  }
  process.exitCode = exitCodeOf(all, cancelled.aborted)
}

function refuseWithoutEffect(words: Words, command: Command): void {
  const idle = Object.keys(words).find(
    (key) => command.getOptionValueSource(key) === 'cli' && !hasEffect(key, words),
  )
  if (idle !== undefined)
    throw new SplitbrainError(
      'usage',
      `${optionNamed(idle)} says nothing to the workload ${words.workload}: leave one of them out.`,
    )
}

function mustBeUrl(text: string): void {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url?.protocol !== 'http:')
    throw new SplitbrainError(
      'usage',
      `--toxiproxy takes the URL of a server's API, as http://127.0.0.1:8474, not ${text}.`,
    )
}

/** The table for people or the JSON for programs, and then the JUnit file where one was asked for. */
export async function show(
  all: RunResults[],
  paths: ReadonlyMap<string, string>,
  words: { json?: boolean; junit?: string },
): Promise<void> {
  if (words.json) {
    const { jsonReport } = await import('../reports/json.ts')
    console.log(
      JSON.stringify(
        jsonReport(all, (id) => paths.get(id)!),
        null,
        2,
      ),
    )
  } else {
    const { terminalTable } = await import('../reports/terminal.ts')
    console.log(`\n${terminalTable(all)}`)
    for (const path of paths.values()) console.log(`Report: ${path}/report.html`)
  }
  if (words.junit !== undefined) await writeJunit(words.junit, all)
}

async function writeJunit(file: string, all: RunResults[]): Promise<void> {
  const { junitXml } = await import('../reports/junit.ts')
  try {
    await writeFile(file, junitXml(all))
  } catch (cause) {
    const message = `${file} can't be written: the results are above, and splitbrain report writes them again.`
    throw new SplitbrainError('unavailable', message, { cause })
  }
}
