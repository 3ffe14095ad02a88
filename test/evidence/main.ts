import { writeFileSync } from 'node:fs'
import { inDraft } from '../../runner/runtimes/drafts.ts'
import { sabotaged } from '../runs/planted.ts'
import type { Experiment } from './experiment.ts'
import { experiments } from './experiments.ts'
import { evidencePage } from './page.ts'
import { askedFor, FIRST_SEED, inSeries, untried } from './series.ts'
import { Trials } from './trials.ts'

const KEPT = 'docs/evidence.jsonl'
const PAGE = 'docs/evidence.md'

const asked = askedFor(
  {
    name: 'evidence',
    description: 'makes the runs that are too many for tests, and writes docs/evidence.md',
  },
  { only: '', seeds: 20 },
)

const trials = new Trials(KEPT)
const pending = untried(experiments, ({ id }) => id, asked, trials).filter(
  ({ each: { seeds }, seed }) => seed < FIRST_SEED + seeds,
)

async function tryOnce(experiment: Experiment, seed: number): Promise<void> {
  const { id: name, topology, words, fault, runtime, sabotage } = experiment
  await inDraft('evidence', async (output) => {
    const nothing = { topology, words, act: async () => {} }
    const results = await sabotaged(sabotage ?? nothing, { fault, runtime, output, seed })
    const { run, verdict, acknowledged, lost, rtoSeconds } = results
    const { versions, command } = run
    const figures = { verdict, acknowledged, lost, rtoSeconds, versions, command }
    const seen = experiment.seen(results)
    const reasons = [...results.claims, ...results.findings].map(({ reason }) => reason)
    trials.add({ experiment: name, seed, seen, ...(seen ? {} : { reasons }), ...figures })
    writeFileSync(PAGE, evidencePage(experiments, trials))
    console.log(`${seen ? 'seen    ' : 'NOT SEEN'} ${name}, seed ${seed}: ${verdict}, lost ${lost}`)
  })
}

await inSeries(pending, asked.atOnce, ({ each, seed }) => tryOnce(each, seed))
