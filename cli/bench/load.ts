import { randomInt } from 'node:crypto'
import { Command, Option } from 'commander'
import { exitCodes, SplitbrainError } from '../../history/errors.ts'
import { runtimeNames, type RuntimeName } from '../../runner/runtimes/open.ts'
import type { Topology } from '../../scenarios/topologies/topology.ts'
import { mixes, type Mix } from '../../scenarios/load/mixes.ts'
import { cancelOnSignal } from '../execute.ts'
import { optionsOf } from '../schema-options.ts'
import { seeds } from '../seeds.ts'
import { optionNamed, valuesOf } from '../words.ts'
import { refuseHistory } from './load/history-file.ts'
import { loadOptions, type LoadOptions } from './load/options.ts'
import { loadable, subjectOf } from './load/subject.ts'

const mixLines = mixes.map(({ name, about }) => `  ${name.padEnd(12)} ${about}`).join('\n')

const examples = `
Mixes:
${mixLines}

Examples:
  $ splitbrain bench load                                       one server by itself, rows read by their keys
  $ splitbrain bench load hot-standby --sync on --mix tpcb-like --clients 16 --scale 4
  $ splitbrain bench load hot-standby --mix read-mostly         reads go to the standbys
  $ splitbrain bench load --rate 500 --time 30                  latency from when each should have begun
  $ splitbrain bench load --script own.sql                      in pgbench's language
  $ splitbrain bench load --by pgbench --mix tpcb-like          the same SQL by pgbench itself`

const LOAD = 'Options of every load:'

/** One command for each topology whose writes all go to one server, and one for a server by itself. */
export function loadCommand(): Command {
  const load = new Command('load').description(
    'transactions a second and their latencies, by our client or by pgbench',
  )
  load.addCommand(serverCommand(), { isDefault: true })
  for (const topology of loadable) load.addCommand(commandOf(topology))
  return load.addHelpText('after', examples)
}

/** What is meant where no name is given; so it is told of each that has no command of its own. */
function serverCommand(): Command {
  const command = new Command('server')
    .description('a server by itself (the default)')
    .allowExcessArguments()
  return withOptions(command).action((words: Words) => {
    const [name] = command.args
    if (name !== undefined) subjectOf(name, {}, words.runtime)
    return loadAction(undefined, words, command)
  })
}

function commandOf(topology: Topology): Command {
  const command = new Command(topology.name).description(topology.about)
  for (const option of optionsOf(topology.options, `Options of ${topology.name}:`))
    command.addOption(option)
  return withOptions(command).action((words: Words) => loadAction(topology.name, words, command))
}

function withOptions(command: Command): Command {
  const others = [
    new Option('--mix <name>', 'what clients do (default: select-only)'),
    new Option('--script <file>', "what clients do, in pgbench's language"),
    new Option('--by <name>', 'who is the client').choices(['client', 'pgbench']).default('client'),
    new Option('--one-by-one', 'no statement is sent before the one before it is answered'),
    new Option('--runtime <name>', 'what nodes run on').choices(runtimeNames).default('embedded'),
    new Option('--seed <n>', 'repeats the choices of an earlier load'),
    new Option('--history <file>', 'write when each transaction began and how it ended'),
    new Option('--json', 'print the figures as JSON'),
  ]
  for (const option of [...optionsOf(loadOptions, LOAD), ...others])
    command.addOption(option.helpGroup(LOAD))
  return command.addHelpText('after', examples)
}

interface Words extends Record<string, unknown> {
  mix?: string
  script?: string
  by: 'client' | 'pgbench'
  oneByOne?: boolean
  runtime: RuntimeName
  seed?: string
  history?: string
  json?: boolean
}

async function loadAction(
  topology: string | undefined,
  words: Words,
  command: Command,
): Promise<void> {
  const options = valuesOf(loadOptions, words, optionNamed)
  const { seed = randomInt(2 ** 31 - 1) } = valuesOf(seeds, { ...words, repeat: '1' }, optionNamed)
  // Only now, for `splitbrain --help` needs none of it.
  const { chosenMix } = await import('./load/mix.ts')
  const mix = await chosenMix(words)
  refuseOfPgbench(words, mix)
  if (words.history !== undefined) await refuseHistory(words.history)
  const own = Object.entries(words).filter(([key]) => command.getOptionValueSource(key) === 'cli')
  const start = subjectOf(topology, Object.fromEntries(own), words.runtime)
  const cancelled = cancelOnSignal('Stopping. Again to stop at once.')
  try {
    await measure(start, mix, { ...options, seed }, words, cancelled)
  } catch (error) {
    if (!cancelled.aborted) throw error
    process.exitCode = exitCodes.interrupted
  }
}

/** What our client can and pgbench can't. */
function refuseOfPgbench({ by, history, oneByOne }: Words, { scripts, name }: Mix): void {
  if (by !== 'pgbench') return
  const why =
    history !== undefined
      ? '--history is written by our client alone'
      : oneByOne
        ? '--one-by-one is what pgbench does anyway'
        : scripts.some(({ asks }) => asks === 'replica')
          ? `${name} asks replicas too, and pgbench connects to one server`
          : undefined
  if (why !== undefined)
    throw new SplitbrainError('usage', `${why}: leave it out, or --by pgbench.`)
}

async function measure(
  start: ReturnType<typeof subjectOf>,
  mix: Mix,
  { clients, time: seconds, rate, scale, seed }: LoadOptions & { seed: number },
  { by, oneByOne, history, json }: Words,
  cancelled: AbortSignal,
): Promise<void> {
  // Only now, for `splitbrain --help` needs none of it.
  const { loadJson, loadText } = await import('./load/told.ts')
  await using things = new AsyncDisposableStack()
  const { name: subject, ...targets } = await start(scale, things)
  cancelled.throwIfAborted()
  const asked = { ...targets, mix, clients, seconds, rate, scale, seed }
  const { loaded, about } = await {
    async client() {
      const { generateLoad } = await import('../../scenarios/load/load.ts')
      const pipelined = oneByOne !== true
      const warmUpSeconds = 1
      const whole = { ...asked, pipelined, warmUpSeconds, history }
      return { loaded: await generateLoad(whole, cancelled), about: 'our client' }
    },
    async pgbench() {
      const { pgbenchLoad } = await import('../../scenarios/load/pgbench/pgbench.ts')
      return pgbenchLoad(asked, cancelled)
    },
  }[by]()
  const title = { subject, mix: mix.name, clients, rate, by: about }
  console.log(json ? JSON.stringify(loadJson(title, loaded), null, 2) : loadText(title, loaded))
}
