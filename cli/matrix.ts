import { Command } from 'commander'
import { describeError, exitCodes, SplitbrainError } from '../history/errors.ts'
import { columnsOf } from '../reports/columns.ts'

const examples = `
Examples:
  $ splitbrain matrix              what the manual says, and the runs that try it
  $ splitbrain matrix runs/*       beside it what these runs say

A folder that can't be judged is told on standard error and left out; the exit code is 64 then.`

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
      const { experimentsOf, judgedRuns } = await import('./matrix/measured.ts')
      const runs = await judgedRuns(folders, (error) => {
        process.exitCode = error instanceof SplitbrainError ? error.exitCode : exitCodes.crash
        console.error(`splitbrain: ${describeError(error)}`)
      })
      const experiments = experimentsOf(runs)
      if (json) return console.log(JSON.stringify(experiments, null, 2))
      const { matrixText } = await import('./matrix/text.ts')
      console.log(matrixText(experiments, columnsOf(process.stdout)))
    })
}
