import { randomInt } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { Command, Option } from 'commander'
import { z } from 'zod'
import { SplitbrainError } from '../errors.ts'
import type { RunResults } from '../results.ts'
import { runtimeNames, type RuntimeName } from '../runtimes/open.ts'
import { chooseScenario } from './choose.ts'
import { cancelOnSignal, execute, exitCodeOf } from './execute.ts'
import { interruption } from './progress.ts'

const examples = `
Examples:
  $ splitbrain run hot-standby                                  the primary dies; asynchronous writes die with it
  $ splitbrain run hot-standby --sync on --repeat 20            nothing acknowledged may be lost, twenty times
  $ splitbrain run hot-standby --workload register --faults partition-primary
  $ splitbrain run hot-standby --runtime docker --faults kill-primary,partition-primary --time-limit 60
  $ splitbrain run hot-standby --sync on --faults delay-replication:ms=20,one-way-primary:lost=in
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
    .default(() => randomInt(2 ** 31 - 1)),
  repeat: z.coerce.number().int().min(1).max(10_000),
})

interface Words extends Record<string, unknown> {
  runtime: RuntimeName
  faults: string
  toxiproxy?: string
  output: string
  junit?: string
  json?: boolean
}

async function runAction(name: string, words: Words): Promise<void> {
  const parsed = numbers.safeParse(words)
  if (!parsed.success)
    throw new SplitbrainError(
      'usage',
      `--${String(parsed.error.issues[0].path[0])}: ${parsed.error.issues[0].message}.`,
    )
  const { seed, repeat } = parsed.data
  const faults = words.faults === 'none' ? [] : words.faults.split(',').map((word) => word.trim())
  if (words.toxiproxy !== undefined) mustBeUrl(words.toxiproxy)
  const scenarios = Array.from({ length: repeat }, () => chooseScenario(name, { ...words, faults }))
  const cancelled = cancelOnSignal()
  const all: RunResults[] = []
  const paths = new Map<string, string>()
  for (const [i, scenario] of scenarios.entries()) {
    const { runtime, toxiproxy, output } = words
    const { results, path } = await execute({
      scenario,
      runtime,
      toxiproxy,
      output,
      cancelled,
      seed: seed + i,
      series: { run: i + 1, of: repeat },
    })
    all.push(results)
    paths.set(results.run.id, path)
    if (cancelled.aborted) break
  }
  if (cancelled.aborted && repeat > 1)
    process.stderr.write(`\n${interruption(all.length, repeat)}\n`)
  await show(all, paths, words)
  process.exitCode = exitCodeOf(all, cancelled.aborted)
}

function mustBeUrl(text: string): void {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url?.protocol !== 'http:')
    throw new SplitbrainError(
      'usage',
      `--toxiproxy takes the URL of a server's API, as http://127.0.0.1:8474, not ${text}.`,
    )
}

/** The table for people or the JSON for programs, and the JUnit file where one was asked for. */
export async function show(
  all: RunResults[],
  paths: ReadonlyMap<string, string>,
  words: { json?: boolean; junit?: string },
): Promise<void> {
  if (words.junit !== undefined) {
    const { junitXml } = await import('../../reports/junit.ts')
    await writeFile(words.junit, junitXml(all))
  }
  if (words.json) {
    const { jsonReport } = await import('../../reports/json.ts')
    console.log(
      JSON.stringify(
        jsonReport(all, (id) => paths.get(id)!),
        null,
        2,
      ),
    )
    return
  }
  const { terminalTable } = await import('../../reports/terminal.ts')
  console.log(`\n${terminalTable(all)}`)
  for (const path of paths.values()) console.log(`Report: ${path}/report.html`)
}
