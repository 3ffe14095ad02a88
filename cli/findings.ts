import { randomInt } from 'node:crypto'
import { Command, Option } from 'commander'
import pc from 'picocolors'
import { SplitbrainError } from '../history/errors.ts'
import { columnsOf } from '../reports/columns.ts'
import { wrap } from '../reports/plain-text.ts'
import type { RunResults } from '../runner/results.ts'
import { runtimeNames, type RuntimeName } from '../runner/runtimes/open.ts'
import type { Finding } from '../scenarios/findings/finding.ts'
import { entry } from './entry.ts'
import { exitCodeOfTrials, toldOf, type Tried } from './findings/tried.ts'
import { cancelOnSignal, execute } from './execute.ts'
import { unknownName } from './nearest.ts'
import { seeds } from './seeds.ts'
import { optionNamed, valuesOf } from './words.ts'
import { refuseUnwritable } from './writable.ts'

interface Words extends Record<string, unknown> {
  runtime?: RuntimeName
  output: string
}

/** What others found, and whether it is found again here. */
export function findingsCommand(): Command {
  return new Command('findings')
    .description('list what people found broken, or find one of these again, and its repaired twin')
    .argument('[name]', 'a finding, which is run and then its twin')
    .addOption(new Option('--runtime <name>', 'what nodes run on').choices(runtimeNames))
    .option('--seed <n>', 'repeats the choices of an earlier run')
    .option('--repeat <n>', 'so many runs of each, with seeds that follow each other', '1')
    .option('--output <folder>', 'where run folders go', 'runs')
    .addHelpText(
      'after',
      `
Example:
  $ splitbrain findings long-fork --repeat 5

Exit codes:
  0 it was found again, and its twin passed    1 the twin failed    2 it was not found again, or the twin said unknown
  64, 70 and 130 as of run`,
    )
    .action(async (name: string | undefined, words: Words, command: Command) => {
      const { findings } = await import('../scenarios/findings/catalog.ts')
      if (name === undefined) {
        refuseForList(words, command)
        return list(findings)
      }
      const finding = findings.find((each) => each.name === name)
      const known = findings.map((each) => each.name)
      if (finding === undefined) throw unknownName('finding', name, known)
      await refuseUnwritable(words)
      const cancelled = cancelOnSignal()
      const tried = await tryOut(finding, words, cancelled)
      tried.forEach(show)
      process.exitCode = exitCodeOfTrials(tried, cancelled.aborted)
    })
}

function refuseForList(words: Words, command: Command): void {
  const idle = Object.keys(words).find((key) => command.getOptionValueSource(key) === 'cli')
  if (idle !== undefined)
    throw new SplitbrainError(
      'usage',
      `${optionNamed(idle)} says nothing to the list of findings: name one of them.`,
    )
}

function list(findings: readonly Finding[]): void {
  const columns = columnsOf(process.stdout)
  const width = Math.max(...findings.map(({ name }) => name.length))
  for (const finding of findings) {
    const { name, about } = finding
    const said = entry('', width, toldBeside(finding), columns).map(pc.dim)
    console.log([...entry(name, width, about, columns), ...said].join('\n'))
  }
}

/** Who met it, where it was mended, and where it can be made if not everywhere. */
function toldBeside({ source, mended, unmendedOn, runtimes }: Finding): string {
  const older = unmendedOn === undefined ? '' : `, which ${unmendedOn.join(' and ')} is older than`
  return [
    source,
    ...(mended === undefined ? [] : [`mended in ${mended}${older}`]),
    ...(runtimes === undefined ? [] : [`on ${runtimes.join(' and ')} only`]),
  ].join('; ')
}

async function tryOut(finding: Finding, words: Words, cancelled: AbortSignal): Promise<Tried[]> {
  const { chooseScenario } = await import('./choose.ts')
  const { trialsOf } = await import('../scenarios/findings/finding.ts')
  const { seed = randomInt(2 ** 31 - 1), repeat } = valuesOf(seeds, words, optionNamed)
  const { output } = words
  const runtime = runtimeFor(finding, words.runtime)
  const tried: Tried[] = []
  const trials = trialsOf(finding, runtime)
  const of = repeat * trials.length
  for (const trial of trials) {
    const runs: RunResults[] = []
    while (runs.length < repeat && !cancelled.aborted) {
      const scenario = chooseScenario(finding.topology, trial.words)
      const series = { run: tried.length * repeat + runs.length + 1, of }
      const place = { runtime, output, cancelled, series, seed: seed + runs.length }
      runs.push((await execute({ scenario, ...place })).results)
    }
    if (runs.length > 0) tried.push({ trial, runs })
  }
  return tried
}

function runtimeFor({ name, runtimes = runtimeNames }: Finding, asked?: RuntimeName): RuntimeName {
  const runtime = asked ?? runtimes[0]
  if (runtimes.includes(runtime)) return runtime
  const able = runtimes.join(' or ')
  throw new SplitbrainError('usage', `${name} can't be made on ${runtime}: use --runtime ${able}.`)
}

function show(tried: Tried): void {
  const { line, reason } = toldOf(tried)
  const lines = wrap(reason, columnsOf(process.stdout) - 2)
  console.log([line, ...lines.map((each) => `  ${each}`)].join('\n'))
}
