import { SplitbrainError } from '../../history/errors.ts'
import { judgeFolder } from '../../runner/judge-folder.ts'
import type { RunRecord } from '../../runner/results.ts'
import type { PlainSchedule } from '../../scenarios/schedule/schedule.ts'
import { recordedRun, recordedSchedule } from '../recorded-run.ts'
import { failuresOf } from './failure.ts'

export interface FailedRun {
  record: RunRecord
  /** With nothing left to chance. */
  schedule: PlainSchedule
  /** By what it failed. */
  failures: ReadonlySet<string>
}

/** A run that can be shrunk; a `usage` error where it did not fail, or nothing was broken in it. */
export async function failedRun(folder: string): Promise<FailedRun> {
  const { record, scenario, failure } = await recordedRun(folder)
  const { judgement } = await judgeFolder(folder, scenario, failure)
  if (judgement.verdict !== 'fail')
    throw new SplitbrainError(
      'usage',
      `${folder} did not fail, its verdict is ${judgement.verdict}: name a run that failed.`,
    )
  const schedule = recordedSchedule(record)
  if (schedule.length === 0)
    throw new SplitbrainError('usage', `${folder} failed without a fault: it has no schedule.`)
  return { record, schedule, failures: failuresOf(judgement) }
}

/** What it was asked for, with another schedule, or with a file that holds one. */
export function askedFor(
  { options, workload }: RunRecord,
  schedule: PlainSchedule | string,
): Record<string, unknown> {
  const { faults: _, faultInterval: __, ...others } = options
  return { ...others, workload, schedule }
}
