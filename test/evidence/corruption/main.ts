import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Command } from 'commander'
import { chooseScenario } from '../../../cli/choose.ts'
import { execute } from '../../../cli/execute.ts'
import { readHistory } from '../../../history/formats/read.ts'
import { inDraft } from '../../../runner/runtimes/drafts.ts'
import { Trials } from '../trials.ts'
import { cells, faultOf, type Cell } from './cells.ts'
import { damagedIn, outcomeOf } from './outcome.ts'
import { corruptionPage, type CorruptionTrial } from './page.ts'

const KEPT = 'docs/corruption.jsonl'
const PAGE = 'docs/corruption.md'
const FIRST_SEED = 1000

const { only, seeds, atOnce } = new Command('evidence:corruption')
  .description('makes the runs of the corruption table, and writes docs/corruption.md')
  .option('--only <text>', 'cells whose name contains this', 'embedded')
  .option('--seeds <n>', 'so many of each', '3')
  .option('--at-once <n>', 'so many runs side by side', '1')
  .parse()
  .opts<{ only: string; seeds: string; atOnce: string }>()

const trials = new Trials<CorruptionTrial>(KEPT)
const chosen = cells.filter(({ id }) => id.includes(only))
// One seed of all before the next, so that a series which is broken off has all of the table.
const pending = Array.from({ length: Number(seeds) }, (_, i) =>
  chosen.map((cell) => ({ cell, seed: FIRST_SEED + i })),
)
  .flat()
  .filter(({ cell, seed }) => !trials.has(cell.id, seed))

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => pending.splice(0))

async function work(): Promise<void> {
  for (let next = pending.shift(); next !== undefined; next = pending.shift())
    await tryOnce(next.cell, next.seed)
}

async function tryOnce(cell: Cell, seed: number): Promise<void> {
  const { id: experiment, runtime, checksums, fullPageWrites } = cell
  const scenario = chooseScenario('point-in-time', {
    schedule: [{ fault: faultOf(cell), at: '1s' }],
    checksums,
    fullPageWrites,
    rate: 200,
    concurrency: 4,
    timeLimit: 7,
  })
  await inDraft('corruption', async (output) => {
    const cancelled = new AbortController().signal
    const { results, path } = await execute({ scenario, runtime, seed, output, cancelled })
    const { history } = await readHistory(join(path, 'history.jsonl'))
    const { run, verdict, error } = results
    const told = { verdict, ...(error && { error: error.message }), versions: run.versions }
    const seen = damagedIn(results, history)
    // Where nothing was damaged nothing was tried, and it is for the next time.
    if (seen === undefined) return console.log(`${experiment}, seed ${seed}: nothing was damaged`)
    trials.add({ experiment, seed, ...seen, ...told, command: run.command })
    writeFileSync(PAGE, corruptionPage(trials))
    console.log(`${experiment}, seed ${seed}: ${outcomeOf(seen)}, ${verdict}`)
  })
}

writeFileSync(PAGE, corruptionPage(trials))
await Promise.all(Array.from({ length: Number(atOnce) }, work))
