import { rateText } from '../../runner/interval.ts'
import { runtimeNames } from '../../runner/runtimes/open.ts'
import { crashTablePage } from './crash-table.ts'
import type { Experiment } from './experiment.ts'
import { lossChart } from './loss-chart.ts'
import type { Trial, Trials } from './trials.ts'

const intro = `# Evidence

What takes many runs to show. \`npm run evidence\` makes these runs, keeps each as it ends, and goes on where it was when
it is started again; \`npm run evidence -- --only "embedded partition"\` makes some of them. Rates come with their 95 %
interval (Wilson). Figures are those of one machine; the rates should be those of any.
`

/** The page of all experiments of which there is a trial. */
export function evidencePage(experiments: readonly Experiment[], trials: Trials): string {
  const tried = experiments.filter(({ id }) => trials.of(id).length > 0)
  const kinds = Map.groupBy(tried, ({ expects }) => expects)
  const tables = [...kinds].map(([expects, some]) => tableOf(expects, some, trials))
  const versions = tried.flatMap(({ id }) => trials.of(id).map((trial) => versionsOf(trial)))
  const told = [...new Set(versions)].map((each) => `- ${each}`).join('\n')
  return `${[intro, ...crashTablePage(runtimeNames, trials), ...lossChart(runtimeNames, trials), ...tables, `## Versions\n\n${told}`].join('\n')}\n`
}

function tableOf(expects: string, experiments: readonly Experiment[], trials: Trials): string {
  const rows = experiments.map(({ id }) => rowOf(id, trials.of(id)))
  const commands = experiments.map(({ id }) => `${id}: ${trials.of(id)[0].command}`)
  return `## Expected: ${expects}

| Experiment | Seen | Rate | Acknowledged | Lost | RTO, s |
|---|---|---|---|---|---|
${rows.join('\n')}

<details><summary>Commands (of the first seed)</summary>

\`\`\`
${commands.join('\n')}
\`\`\`

</details>
`
}

function rowOf(id: string, trials: readonly Trial[]): string {
  const seen = trials.filter((trial) => trial.seen).length
  const range = (of: (trial: Trial) => number | null, digits: number) => {
    const values = trials.map(of).filter((value) => value !== null)
    if (values.length === 0) return '–'
    const [least, most] = [Math.min(...values), Math.max(...values)].map((v) => v.toFixed(digits))
    return least === most ? least : `${least} to ${most}`
  }
  const figures = [
    range(({ acknowledged }) => acknowledged, 0),
    range(({ lost }) => lost, 0),
    range(({ rtoSeconds }) => rtoSeconds, 2),
  ]
  return `| ${[id, `${seen} of ${trials.length}`, rateText(seen, trials.length), ...figures].join(' | ')} |`
}

function versionsOf({ versions }: Trial): string {
  return Object.entries(versions)
    .map(([name, version]) => `${name} ${version}`)
    .join(', ')
}
