import { writeFile } from 'node:fs/promises'
import { Command } from 'commander'
import { describeError } from '../history/errors.ts'
import { isBrokenOff, judgeFolder } from '../runner/judge-folder.ts'
import { readStates } from '../runner/read-run.ts'
import type { RunResults } from '../runner/results.ts'
import { reportPath } from './execute.ts'
import { exitCodeOf } from './exit-code.ts'
import { recordedRun } from './recorded-run.ts'
import { show } from './show.ts'
import { refuseUnwritable } from './writable.ts'

/** Judges runs that are over anew, shows them, and draws their pages. */
export function reportCommand(): Command {
  return new Command('report')
    .description('judge and show runs again from their folders, and write their HTML pages anew')
    .argument('<folders...>', 'for example runs/latest')
    .option('--junit <file>', 'write JUnit XML too')
    .option('--json', 'print the results as JSON')
    .addHelpText(
      'after',
      `
Example:
  $ splitbrain report runs/latest --junit junit.xml

Exit codes are those of run.`,
    )
    .action(async (folders: string[], words: { junit?: string; json?: boolean }) => {
      await refuseUnwritable(words)
      const all: RunResults[] = []
      const paths = new Map<string, string>()
      try {
        for (const folder of folders) {
          const results = await judgeAndDraw(folder)
          all.push(results)
          paths.set(results.run.id, folder)
        }
      } finally {
        // A folder that is none is told after those that are.
        if (all.length > 0) await show(all, paths, words)
      }
      process.exitCode = exitCodeOf(all, false)
    })
}

/** Only what kept the history from being whole is an error still; what went wrong after that is done anew. */
async function judgeAndDraw(folder: string): Promise<RunResults> {
  const { record, scenario, phases, failure } = await recordedRun(folder)
  const { history, judgement } = await judgeFolder(folder, scenario, failure)
  const error = isBrokenOff(failure) ? { error: failure } : {}
  const results: RunResults = { run: record, ...judgement, phases, ...error }
  const samples = await readStates(folder)
  const { htmlReport } = await import('../reports/html/report.ts')
  try {
    await writeFile(reportPath(folder), await htmlReport({ results, history, ...samples }))
    return results
  } catch (cause) {
    const drawing = { code: 'crash', message: describeError(cause), phase: 'report' }
    return { error: drawing, ...results }
  }
}
