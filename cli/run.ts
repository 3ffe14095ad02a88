import { randomInt } from 'node:crypto'
import { Command, Option } from 'commander'
import { SplitbrainError } from '../history/errors.ts'
import type { RunResults } from '../runner/results.ts'
import { runtimeNames, type RuntimeName } from '../runner/runtimes/open.ts'
import { topologies } from '../scenarios/catalog.ts'
import { external } from '../scenarios/topologies/external/external.ts'
import { runOptionsOf } from '../scenarios/run-options.ts'
import type { Topology } from '../scenarios/topologies/topology.ts'
import type { GivenCluster } from './cluster-file.ts'
import { confirmFaults } from './confirm.ts'
import { chooseScenario, chooseTopology, hasEffect } from './choose.ts'
import { cancelOnSignal, execute } from './execute.ts'
import { exitCodeOf } from './exit-code.ts'
import { foreignOptions } from './foreign-options.ts'
import { interruption } from './progress.ts'
import { optionsOf } from './schema-options.ts'
import { seeds } from './seeds.ts'
import { show } from './show.ts'
import { readSchedule } from './schedule-file.ts'
import { optionNamed, valuesOf } from './words.ts'
import { refuseUnwritable } from './writable.ts'

const examples = `
Examples:
  $ splitbrain run hot-standby                                  the primary dies; asynchronous writes die with it
  $ splitbrain run hot-standby --sync on --repeat 20            nothing acknowledged may be lost, twenty times
  $ splitbrain run hot-standby --workload register --faults partition-primary
  $ splitbrain run hot-standby --runtime docker --faults kill-primary,partition-primary --time-limit 60
  $ splitbrain run hot-standby --sync on --faults delay-replication:ms=20,one-way-primary:lost=in --time-limit 30
  $ splitbrain run hot-standby --faults kill-primary,pause-standby --fault-interval 10s --time-limit 60
  $ splitbrain run hot-standby --schedule faults.yaml --time-limit 60          as docs/schedules.md has it
  $ splitbrain run partitioned --faults kill-london             its rows wait for it, those of Paris go on
  $ splitbrain run external --cluster cluster.yaml --faults none --workload list-append      your own servers, by their DSNs
  $ splitbrain run hot-standby --seed 42 --json > result.json   the same choices again, for a program`

const RUN = 'Options of every run:'

/** One command for each topology, whose own flags no other one takes. */
export function runCommand(): Command {
  const run = new Command('run')
    .description('start a scenario, break it under load, and judge what it lost')
    .argument('[scenario]', 'its name in splitbrain list')
    .allowUnknownOption()
    .allowExcessArguments()
    .addHelpText('after', examples)
    .action((name: string | undefined, _: unknown, command: Command) => {
      if (name === undefined) command.help({ error: true })
      chooseTopology(name)
    })
  for (const topology of topologies) run.addCommand(commandOf(topology))
  return run
}

function commandOf(topology: Topology): Command {
  const command = new Command(topology.name).description(topology.about)
  const own = optionsOf(topology.options, `Options of ${topology.name}:`)
  const common = optionsOf(runOptionsOf(topology.layout(topology.options.parse({}))), RUN)
  for (const option of [...own, ...common, ...foreignOptions(topology, topologies)])
    command.addOption(option)
  const others = [
    ...(topology.name === external.name ? ofOwnServers() : ofOurServers()),
    new Option('--seed <n>', 'repeats the choices of an earlier run'),
    new Option('--repeat <n>', 'so many runs, with seeds that follow each other').default('1'),
    new Option('--output <folder>', 'where run folders go').default('runs'),
    new Option('--junit <file>', 'write JUnit XML too'),
    new Option('--json', 'print the results as JSON'),
  ]
  for (const option of others) command.addOption(option.helpGroup(RUN))
  return command
    .addHelpText('after', examples)
    .action((words: Words) => runAction(topology.name, words, command))
}

function ofOurServers(): Option[] {
  return [
    new Option('--runtime <name>', 'what nodes run on').choices(runtimeNames).default('embedded'),
    new Option('--toxiproxy <url>', 'a Toxiproxy server of yours for the links (default: ours)'),
  ]
}

function ofOwnServers(): Option[] {
  return [new Option('--yes', 'break them without asking')]
}

interface Words extends Record<string, unknown> {
  /** Absent where the servers are the user's own. */
  runtime?: RuntimeName
  cluster?: string
  yes?: boolean
  workload: string
  faults: string
  schedule?: string
  toxiproxy?: string
  output: string
  junit?: string
  json?: boolean
}

async function runAction(name: string, words: Words, command: Command): Promise<void> {
  refuseWithoutEffect(words, command)
  const { seed = randomInt(2 ** 31 - 1), repeat } = valuesOf(seeds, words, optionNamed)
  const asked = askedFor(words, command)
  const written = words.schedule === undefined ? undefined : await readSchedule(words.schedule)
  if (written !== undefined) asked.schedule = written.schedule
  if (words.toxiproxy !== undefined) mustBeUrl(words.toxiproxy)
  const given = name === external.name ? await clusterMeant(words) : undefined
  if (given !== undefined) asked.cluster = given.description
  const scenarios = Array.from({ length: repeat }, () =>
    chooseScenario(name, asked, written?.where),
  )
  await refuseUnwritable(words)
  if (given !== undefined) await confirmFaults(scenarios[0], given.description, words)
  const cancelled = cancelOnSignal()
  const all: RunResults[] = []
  const paths = new Map<string, string>()
  try {
    for (const [i, scenario] of scenarios.entries()) {
      const series = { run: i + 1, of: repeat }
      const runtime = words.runtime ?? ('external' as const)
      const own = given?.cluster
      const execution = { ...words, runtime, own, scenario, cancelled, seed: seed + i, series }
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

async function clusterMeant({ cluster }: Words): Promise<GivenCluster> {
  // Only now, for nothing else needs what works on servers of somebody else's.
  const { readCluster } = await import('./cluster-file.ts')
  return readCluster(cluster)
}

/** Without what only help told as a default: some hang on the topology's options, which are not read yet. */
function askedFor({ faults, ...words }: Words, command: Command): Record<string, unknown> {
  const isAsked = (key: string) => command.getOptionValueSource(key) !== 'default'
  const asked = Object.entries(words).filter(([key]) => isAsked(key))
  if (isAsked('faults'))
    asked.push(['faults', faults === 'none' ? [] : faults.split(',').map((word) => word.trim())])
  return Object.fromEntries(asked)
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
