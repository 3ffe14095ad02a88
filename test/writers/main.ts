/**
 * What several writers cost: `npm run bench:writers -- [--json]`. One server of a database and several of it write the
 * same rows, turn and turn about on one machine, ever fewer rows by ever more clients. All of them share its processors,
 * so a ratio is that of this machine; who waits for whose locks is not.
 */
import Table from 'cli-table3'
import { Command, InvalidArgumentError, Option } from 'commander'
import { isolationLevels, type Isolation } from '../../runner/workload.ts'
import { register } from '../../scenarios/workloads/register.ts'
import { measure, type Cell, type Figures } from './cell.ts'
import { locksExcessively, oftenWorse, type Said } from './sentences.ts'
import { galera } from './galera.ts'
import { startSystem, type Family, type System } from './systems.ts'
import { twoPhase } from './two-phase.ts'

const families = [twoPhase, galera]
const MANY = 1024
const hotRows = [MANY, 64, 8, 1]
const clients = [1, 4, 16]

const { only, rounds, seconds, isolation, json } = new Command('writers')
  .description('tells what several writers cost, against one server')
  .addOption(
    new Option('--only <topology>', 'these against one server of their database alone').choices(
      families.map(({ name }) => name),
    ),
  )
  .addOption(
    new Option('--rounds <n>', 'so many turns of each in each cell, at least two')
      .default(3)
      .argParser(roundsIn),
  )
  .option('--seconds <n>', 'so long a turn', '3')
  .addOption(
    new Option('--isolation <level>', 'each write is a transaction of its own').choices(
      isolationLevels.filter((level) => level !== 'serializable'),
    ),
  )
  .option('--json', 'print the figures as JSON', false)
  .parse()
  .opts<Words>()

interface Words {
  only?: string
  rounds: number
  seconds: string
  isolation?: Isolation
  json: boolean
}

/** Of a single one no interval can be told. */
function roundsIn(words: string): number {
  const count = Number(words)
  if (!Number.isInteger(count) || count < 2)
    throw new InvalidArgumentError('It has to be a whole number, and at least 2.')
  return count
}

interface Compared {
  family: Family
  cells: Cell[]
  sentences: Said[]
}

const all: Compared[] = []
for (const family of families.filter(({ name }) => name === (only ?? name)))
  all.push(await compare(family))
if (json)
  console.log(
    JSON.stringify(all.map(({ family: { name, about }, ...rest }) => ({ name, about, ...rest }))),
  )
else all.forEach(show)

async function compare(family: Family): Promise<Compared> {
  const cells = await measureAll(family)
  const sentences = family.sizes
    .slice(1)
    .flatMap((size) => [oftenWorse(cells, size), locksExcessively(cells, size)])
  return { family, cells, sentences }
}

async function measureAll(family: Family): Promise<Cell[]> {
  const { name, sizes } = family
  await using things = new AsyncDisposableStack()
  const rows = Array.from({ length: MANY }, (_, key) => [key, null])
  const tables = [{ ...register.tables[0], rows }]
  const systems = new Map<number, System>()
  for (const size of sizes) systems.set(size, await startSystem(family, size, tables, things))
  const asked = { rounds, seconds: Number(seconds), isolation }
  const measured: Cell[] = []
  for (const hot of hotRows)
    for (const count of clients) {
      process.stderr.write(`  ${name}: ${hot} rows, ${count} clients\n`)
      measured.push(await measure(systems, { hotRows: hot, clients: count }, asked))
    }
  return measured
}

function show({ family: { about, sizes }, cells, sentences }: Compared): void {
  const table = new Table({
    head: [
      'rows',
      'clients',
      'servers',
      'commits/s',
      'of one server (95 %)',
      'p50 ms',
      'p99 ms',
      'waited for locks, ms/100',
      'aborted/100',
    ],
    style: { head: [], border: [] },
  })
  for (const { hotRows: rows, clients: count, systems } of cells)
    for (const size of sizes) table.push([rows, count, size, ...told(systems[size])])
  console.log(`${about}\n${table.toString()}`)
  for (const { sentence, holds, reason } of sentences)
    console.log(`${holds ? 'holds' : 'NOT SEEN'}: "${sentence}"\n  ${reason}`)
}

function told(figures: Figures): string[] {
  const { commitsPerSecond, ofOneServer, p50Ms, p99Ms, lockWaitMs, aborted } = figures
  const [ratio, from, to] = [ofOneServer.ratio, ofOneServer.from, ofOneServer.to].map((each) =>
    each.toFixed(2),
  )
  const aborts = Object.entries(aborted).map(([code, many]) => `${many.toFixed(1)} ${nameOf(code)}`)
  return [
    commitsPerSecond.toFixed(1),
    `${ratio} (${from} to ${to})`,
    msOf(p50Ms),
    msOf(p99Ms),
    lockWaitMs.toFixed(0),
    aborts.join(', ') || '0',
  ]
}

function nameOf(code: string): string {
  const names: Record<string, string> = {
    '40P01': 'deadlocks',
    '55P03': 'lock timeouts',
    '40001': 'serialization failures',
    '1213': 'deadlocks or not certified',
    '1205': 'lock timeouts',
  }
  return names[code] ?? code
}

/** Where nothing was committed, nothing took any time. */
function msOf(ms: number): string {
  return Number.isNaN(ms) ? '–' : ms.toFixed(1)
}
