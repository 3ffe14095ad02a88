import { writeFileSync } from 'node:fs'
import { Command } from 'commander'
import { inDraft } from '../../runner/runtimes/drafts.ts'
import { sabotaged } from '../runs/planted.ts'
import type { Experiment } from './experiment.ts'
import { experiments } from './experiments.ts'
import { evidencePage } from './page.ts'
import { Trials } from './trials.ts'

const KEPT = 'docs/evidence.jsonl'
const PAGE = 'docs/evidence.md'
/** Of every experiment the first seed; the others follow it. */
const FIRST_SEED = 1000

const { only, seeds, atOnce } = new Command('evidence')
  .description('makes the runs that are too many for tests, and writes docs/evidence.md')
  .option('--only <text>', 'experiments whose name contains this', '')
  .option('--seeds <n>', 'at most so many of each', '20')
  .option('--at-once <n>', 'so many runs side by side', '1')
  .parse()
  .opts<{ only: string; seeds: string; atOnce: string }>()

const trials = new Trials(KEPT)
const pending = experiments
  .filter(({ id }) => id.includes(only))
  .flatMap((experiment) => {
    const count = Math.min(experiment.seeds, Number(seeds))
    return Array.from({ length: count }, (_, i) => ({ experiment, seed: FIRST_SEED + i }))
  })
  .filter(({ experiment, seed }) => !trials.has(experiment.id, seed))

// A run that was broken off says nothing: those that are under way come to their end, and a second signal ends all.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => pending.splice(0))

async function work(): Promise<void> {
  for (let next = pending.shift(); next !== undefined; next = pending.shift())
    await tryOnce(next.experiment, next.seed)
}

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

await Promise.all(Array.from({ length: Number(atOnce) }, work))
