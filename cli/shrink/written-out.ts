import { randomFrom } from '../../runner/random.ts'
import type { RunRecord } from '../../runner/results.ts'
import { STREAM } from '../../runner/streams.ts'
import { expand } from '../../scenarios/schedule/expand.ts'
import { scheduleOf } from '../../scenarios/schedule/from-options.ts'
import type { PlainSchedule } from '../../scenarios/schedule/schedule.ts'
import { chooseParts } from '../choose.ts'

/** The schedule of a run as its seed had it, with nothing left to chance, so that parts of it can be left out. */
export function writtenOut({ scenario, options, workload, seed }: RunRecord): PlainSchedule {
  const { common, meaning } = chooseParts(scenario, { ...options, workload })
  const random = randomFrom(seed, STREAM.schedule)
  return expand(scheduleOf(common), { ...meaning, timeLimitMs: common.timeLimit * 1000, random })
}
