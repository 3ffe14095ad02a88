import {
  experimentsOf,
  ofCell,
  verdictOf,
  type Experiment,
  type Judged,
} from '../../../cli/matrix/measured.ts'
import { decision, marks, tally } from '../../../cli/matrix/text.ts'
import { columns, rows, type Column, type Row } from '../../../scenarios/matrix/manual.ts'
import type { Trials } from '../trials.ts'

/** What a run said, by the command that repeats it. */
export interface MatrixTrial {
  experiment: string
  seed: number
  run: Judged
  versions: Record<string, string>
}

const intro = `# The manual's feature matrix, measured

What the matrix of PostgreSQL's chapter on replication claims (• yes, – no), and beside it what runs said of that: ✓ all
experiments on a cell confirmed it, ✗ a run refuted one, ? a run could not tell; nothing where nobody tries it.
\`npm run evidence:matrix\` makes the runs, keeps each as it ends, and goes on where it was when it is started again.
`

/** The matrix, and below it each experiment with what decided it and the command that repeats it. */
export function matrixPage(trials: Trials<MatrixTrial>): string {
  const all = trials.every()
  const experiments = experimentsOf(all.map(({ run }) => run))
  const versions = all.map(({ versions: each }) =>
    Object.entries(each)
      .map(([name, version]) => `${name} ${version}`)
      .join(', '),
  )
  const told = [...new Set(versions)].map((each) => `- ${each}`).join('\n')
  const groups = [...Map.groupBy(experiments, ({ row }) => row)].map(([row, some]) =>
    [`## ${row}`, ...some.map(tellExperiment)].join('\n\n'),
  )
  return [intro, tableOf(experiments), ...groups, `## Versions\n\n${told}`].join('\n') + '\n'
}

function tableOf(experiments: readonly Experiment[]): string {
  const names = Object.keys(columns) as Column[]
  const lines = (Object.keys(rows) as Row[]).map((row) => {
    const cells = names.map((column) => {
      const those = experiments.filter((each) => each.row === row && each.column === column)
      return `${rows[row][column]}${those.length === 0 ? '' : ` ${marks[ofCell(those)]}`}`
    })
    return `| ${[row, ...cells].join(' | ')} |`
  })
  const heads = names.map((name) => columns[name])
  return [
    `| | ${heads.join(' | ')} |`,
    `|---|${names.map(() => '---|').join('')}`,
    ...lines,
    '',
  ].join('\n')
}

function tellExperiment(experiment: Experiment): string {
  const { column, says, command, decidedBy } = experiment
  const mark = marks[verdictOf(experiment)]
  return `- ${mark} ${columns[column]}: ${says} (${decision(decidedBy)}): ${tally(experiment)}\n  \`${command}\``
}
