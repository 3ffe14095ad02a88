import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { chooseScenario } from '../../../cli/choose.ts'
import { execute } from '../../../cli/execute.ts'
import { readHistory } from '../../../history/formats/read.ts'
import { inDraft } from '../../../runner/runtimes/drafts.ts'
import { askedFor, inSeries, untried } from '../series.ts'
import { Trials } from '../trials.ts'
import { cells, faultOf, type Cell } from './cells.ts'
import { damagedIn, outcomeOf } from './outcome.ts'
import { corruptionPage, type CorruptionTrial } from './page.ts'

const KEPT = 'docs/corruption.jsonl'
const PAGE = 'docs/corruption.md'

const asked = askedFor(
  {
    name: 'evidence:corruption',
    description: 'makes the runs of the corruption table, and writes docs/corruption.md',
  },
  { only: 'embedded', seeds: 3 },
)

const trials = new Trials<CorruptionTrial>(KEPT)
const pending = untried(cells, ({ id }) => id, asked, trials)

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
await inSeries(pending, asked.atOnce, ({ each, seed }) => tryOnce(each, seed))
