import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Checker } from '../../../checkers/checker.ts'
import { workloads } from '../../../scenarios/catalog.ts'
import { scenarioOptions } from '../../../scenarios/options.ts'
import { SplitbrainError } from '../../errors.ts'
import type { RunRecord } from '../../results.ts'

/** What judged the run when it was made: its workload's name and that workload's checkers. */
export async function checkersOfRun(
  folder: string,
): Promise<{ workload: string; checkers: Checker[] }> {
  const file = join(folder, 'run.json')
  try {
    const { workload, options } = JSON.parse(await readFile(file, 'utf8')) as RunRecord
    const make = Object.hasOwn(workloads, workload) ? workloads[workload] : undefined
    if (!make) throw new Error(`there is no workload ${workload}`)
    return { workload, checkers: make(scenarioOptions.parse(options)).checkers() }
  } catch (cause) {
    throw new SplitbrainError(
      'history',
      `${file} doesn't tell the run's checkers; name one with --checker.`,
      { cause },
    )
  }
}
