/**
 * What several writers cost: `npm run bench:writers -- [--json]`. One server and two-phase with two and three write the
 * same rows, turn and turn about on one machine, ever fewer rows by ever more clients. All of them share its processors,
 * so a ratio is that of this machine; who waits for whose locks is not.
 */
import Table from 'cli-table3'
import { Command, Option } from 'commander'
import { isolationLevels, type Isolation } from '../../runner/workload.ts'
import { register } from '../../scenarios/workloads/register.ts'
import { measure, type Cell, type Figures } from './cell.ts'
import { locksExcessively, oftenWorse } from './sentences.ts'
import { sizes, startSystem, type Size } from './systems.ts'

const MANY = 1024
const hotRows = [MANY, 64, 8, 1]
const clients = [1, 4, 16]

const { rounds, seconds, isolation, json } = new Command('writers')
  .description('tells what several writers cost, against one server')
  .option('--rounds <n>', 'so many turns of each in each cell', '3')
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
  rounds: string
  seconds: string
  isolation?: Isolation
  json: boolean
}

const cells = await measureAll()
const sentences = sizes
  .filter((size) => size > 1)
  .flatMap((size) => [oftenWorse(cells, size), locksExcessively(cells, size)])
if (json) console.log(JSON.stringify({ cells, sentences }))
else show()

async function measureAll(): Promise<Cell[]> {
  await using things = new AsyncDisposableStack()
  const rows = Array.from({ length: MANY }, (_, key) => [key, null])
  const tables = [{ ...register.tables[0], rows }]
  const start = (size: Size) => startSystem(size, tables, things)
  const systems = { 1: await start(1), 2: await start(2), 3: await start(3) }
  const asked = { rounds: Number(rounds), seconds: Number(seconds), isolation }
  const measured: Cell[] = []
  for (const rows of hotRows)
    for (const count of clients) {
      process.stderr.write(`  ${rows} rows, ${count} clients\n`)
      measured.push(await measure(systems, { hotRows: rows, clients: count }, asked))
    }
  return measured
}

function show(): void {
  const table = new Table({
    head: [
      'rows',
      'clients',
      'servers',
      'commits/s',
      'of one server',
      'p50 ms',
      'p99 ms',
      'waited for locks, ms/100',
      'aborted/100',
    ],
    style: { head: [], border: [] },
  })
  for (const { hotRows: rows, clients: count, systems } of cells)
    for (const size of sizes) table.push([rows, count, size, ...told(systems[size])])
  console.log(table.toString())
  for (const { sentence, holds, reason } of sentences)
    console.log(`${holds ? 'holds' : 'NOT SEEN'}: "${sentence}"\n  ${reason}`)
}

function told(figures: Figures): string[] {
  const { commitsPerSecond, ofOneServer, p50Ms, p99Ms, lockWaitMs, aborted } = figures
  const range = [Math.min(...ofOneServer), Math.max(...ofOneServer)].map((each) => each.toFixed(2))
  const aborts = Object.entries(aborted).map(([code, many]) => `${many.toFixed(1)} ${nameOf(code)}`)
  return [
    commitsPerSecond.toFixed(1),
    range.join(' to '),
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
  }
  return names[code] ?? code
}

/** Where nothing was committed, nothing took any time. */
function msOf(ms: number): string {
  return Number.isNaN(ms) ? '–' : ms.toFixed(1)
}
