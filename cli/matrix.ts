import { Command } from 'commander'
import { columnsOf } from '../reports/columns.ts'

const examples = `
Examples:
  $ splitbrain matrix              what the manual says, and the runs that try it
  $ splitbrain matrix runs/2026*   beside it what these runs say`

/** `splitbrain matrix`: the manual's feature matrix, measured instead of claimed. */
export function matrixCommand(): Command {
  return new Command('matrix')
    .summary("the manual's feature matrix, and what runs say of it")
    .description(
      "Prints the feature matrix of PostgreSQL's manual with an experiment for each cell that is tried here, and, given the folders of runs, what these say of it.",
    )
    .argument('[folders...]', 'of runs, which are judged anew')
    .option('--json', 'print the experiments as JSON')
    .addHelpText('after', examples)
    .action(async (folders: string[], { json }: { json?: boolean }) => {
      // Only now, for `splitbrain --help` needs none of it.
      const { experimentsOf, judgedRun } = await import('./matrix/measured.ts')
      const runs = []
      for (const folder of folders) runs.push(await judgedRun(folder))
      const experiments = experimentsOf(runs)
      if (json) return console.log(JSON.stringify(experiments, null, 2))
      const { matrixText } = await import('./matrix/text.ts')
      console.log(matrixText(experiments, columnsOf(process.stdout)))
    })
}
