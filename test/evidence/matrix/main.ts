import { writeFileSync } from 'node:fs'
import { chooseScenario } from '../../../cli/choose.ts'
import { execute } from '../../../cli/execute.ts'
import { experimentsOf, runtimesFor } from '../../../cli/matrix/measured.ts'
import { inDraft } from '../../../runner/runtimes/drafts.ts'
import { askedFor, inSeries, untried } from '../series.ts'
import { Trials } from '../trials.ts'
import { matrixPage, type MatrixTrial } from './page.ts'

const KEPT = 'docs/matrix.jsonl'
const PAGE = 'docs/matrix.md'

const asked = askedFor(
  {
    name: 'evidence:matrix',
    description: 'makes the runs of all cells of the manual’s matrix, and writes docs/matrix.md',
  },
  { only: '', seeds: 1 },
)

const trials = new Trials<MatrixTrial>(KEPT)
// Cells may share a run.
const runs = new Map(experimentsOf([]).map((experiment) => [experiment.command, experiment]))
const pending = untried([...runs.values()], ({ command }) => command, asked, trials)

await inSeries(pending, asked.atOnce, async ({ each: { topology, words, command }, seed }) => {
  const scenario = chooseScenario(topology, words)
  const [runtime] = runtimesFor(scenario.needs)
  const cancelled = new AbortController().signal
  const { results } = await inDraft('matrix', (output) =>
    execute({ scenario, runtime, seed, output, cancelled }),
  )
  const { run, verdict, acknowledged, claims, findings, checks, error } = results
  const said = Object.entries(checks).map(([name, check]) => [name, { verdict: check.verdict }])
  trials.add({
    experiment: command,
    seed,
    run: {
      id: run.id,
      scenario: topology,
      options: { ...scenario.options, workload: scenario.workload.name },
      results: { verdict, acknowledged, claims, findings, checks: Object.fromEntries(said) },
      isBrokenOff: error !== undefined,
    },
    versions: run.versions,
  })
  writeFileSync(PAGE, matrixPage(trials))
  console.log(`${command}, seed ${seed}: ${verdict}`)
})
