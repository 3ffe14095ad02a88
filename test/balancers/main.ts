/**
 * What balancing reads brings, and what it costs: `npm run bench:balancers -- [--json]`. Each balancer before three servers,
 * and one of these by itself, answer reads turn and turn about on one machine. Where servers may use all of it, they, the
 * balancer and the clients share its processors, and a ratio tells what a balancer costs; where each server has a small part
 * of a processor, that is what there is too little of, and a ratio tells what more servers bring.
 */
import Table from 'cli-table3'
import { Command, InvalidArgumentError, Option } from 'commander'
import { inTurns } from '../../runner/in-turns.ts'
import { randomFrom } from '../../runner/random.ts'
import { comparedWith, type Compared } from '../writers/timed.ts'
import { readOf } from './reading.ts'
import { ONE, startSystems, type System } from './systems.ts'

const clients = [1, 8]

const { rounds, seconds, percent, json } = new Command('balancers')
  .description('tells what balancing reads over three servers brings and costs, against one server')
  .addOption(
    new Option('--rounds <n>', 'so many turns of each in each cell, at least two')
      .default(4)
      .argParser((words) => wholeFrom(2, words)),
  )
  .option('--seconds <n>', 'so long a turn', (words) => wholeFrom(1, words), 2)
  .option('--percent <n>', 'of a processor, for each server', (words) => wholeFrom(1, words), 20)
  .option('--json', 'print the figures as JSON', false)
  .parse()
  .opts<{ rounds: number; seconds: number; percent: number; json: boolean }>()

function wholeFrom(least: number, words: string): number {
  const count = Number(words)
  if (Number.isInteger(count) && count >= least) return count
  throw new InvalidArgumentError(`It has to be a whole number, and at least ${least}.`)
}

interface Cell {
  clients: number
  /** What each server has of a processor; absent where it may use all there is. */
  percent?: number
  systems: Record<string, Compared>
}

await using things = new AsyncDisposableStack()
const systems = await startSystems(things)
const cells: Cell[] = []
for (const count of clients) cells.push(await measure({ clients: count }))
await limit(systems)
for (const count of clients) cells.push(await measure({ clients: count, percent }))
if (json) console.log(JSON.stringify(cells))
else cells.forEach(show)

async function measure(cell: Omit<Cell, 'systems'>): Promise<Cell> {
  process.stderr.write(`  ${titleOf(cell)}\n`)
  const names = [...systems.keys()]
  const turns = await inTurns(names, rounds, (name, round) =>
    readOf(systems.get(name)!, { clients: cell.clients, seconds, random: randomFrom(round) }),
  )
  const figures = names.map((name) => [name, comparedWith(turns.get(ONE)!, turns.get(name)!)])
  return { ...cell, systems: Object.fromEntries(figures) }
}

async function limit(all: ReadonlyMap<string, System>): Promise<void> {
  const nodes = new Set([...all.values()].flatMap(({ servers }) => servers))
  for (const node of nodes) await node.limitCpu!(percent)
}

function titleOf({ clients: count, percent: part }: Omit<Cell, 'systems'>): string {
  const servers = part === undefined ? 'that share the machine' : `of ${part} % of a processor each`
  return `${count} clients, servers ${servers}`
}

function show(cell: Cell): void {
  const head = ['', 'reads/s', 'of one server (95 %)', 'p50 ms', 'p99 ms']
  const table = new Table({ head, style: { head: [], border: [] } })
  for (const [name, { perSecond, ofOneServer, p50Ms, p99Ms }] of Object.entries(cell.systems)) {
    const { ratio, from, to } = ofOneServer
    const interval = `${ratio.toFixed(2)} (${from.toFixed(2)} to ${to.toFixed(2)})`
    table.push([name, perSecond.toFixed(0), interval, p50Ms.toFixed(2), p99Ms.toFixed(2)])
  }
  console.log(`${titleOf(cell)}\n${table.toString()}`)
}
