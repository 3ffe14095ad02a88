import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Checker } from '../../../checkers/checker.ts'
import { isolationLevels, listAppend } from '../../../scenarios/workloads/list-append.ts'
import type { Isolation } from '../../../scenarios/workloads/list-append.ts'
import { register } from '../../../scenarios/workloads/register.ts'
import { set } from '../../../scenarios/workloads/set.ts'
import { SplitbrainError } from '../../errors.ts'
import type { RunRecord } from '../../results.ts'
import type { Workload } from '../../workload.ts'

/** What judged the run when it was made: the workload's name and its checkers. */
export async function checkersOfRun(
  folder: string,
): Promise<{ workload: string; checkers: Checker[] }> {
  const file = join(folder, 'run.json')
  try {
    const run = JSON.parse(await readFile(file, 'utf8')) as RunRecord
    return { workload: run.workload, checkers: workloadOf(run).checkers() }
  } catch (cause) {
    if (cause instanceof SplitbrainError) throw cause
    throw new SplitbrainError(
      'history',
      `${file} can't be read, so the run's checkers aren't known; name one with --checker.`,
      { cause },
    )
  }
}

function workloadOf({ workload, options }: RunRecord): Workload {
  const isolation = options.isolation as Isolation
  if (workload === 'register') return register
  if (workload === 'set') return set
  if (workload === 'list-append' && isolationLevels.includes(isolation))
    return listAppend(isolation)
  throw new SplitbrainError(
    'history',
    `The run's workload ${workload} isn't known here; name a checker with --checker.`,
  )
}
