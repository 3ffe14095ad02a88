import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Command } from 'commander'
import { readRun } from '../store.ts'
import { reportPath } from './execute.ts'
import { show } from './run.ts'

/** Shows runs that are over, and draws their pages anew. */
export function reportCommand(): Command {
  return new Command('report')
    .description('show runs again from their folders, and write their HTML pages anew')
    .argument('<folders...>', 'for example runs/latest')
    .option('--junit <file>', 'write JUnit XML too')
    .option('--json', 'print the results as JSON')
    .addHelpText('after', '\nExample:\n  $ splitbrain report runs/latest --junit junit.xml')
    .action(async (folders: string[], words: { junit?: string; json?: boolean }) => {
      const { htmlReport } = await import('../../reports/html/report.ts')
      const { readHistory } = await import('../history/formats/read.ts')
      const runs = await Promise.all(folders.map(readRun))
      const paths = new Map<string, string>()
      for (const [i, { results, states, links }] of runs.entries()) {
        const { history } = await readHistory(join(folders[i], 'history.jsonl'))
        await writeFile(
          reportPath(folders[i]),
          await htmlReport({ results, history, states, links }),
        )
        paths.set(results.run.id, folders[i])
      }
      await show(
        runs.map(({ results }) => results),
        paths,
        words,
      )
    })
}
