import type { Schedule } from './schedule.ts'

/** How faults are asked for: by a schedule, or by their names and perhaps how far they are apart. */
export interface Asked {
  faults: readonly string[]
  faultInterval?: string
  schedule?: Schedule
}

/** The schedule of a run, however it was asked for. */
export function scheduleOf({ faults, faultInterval: every, schedule }: Asked): Schedule {
  if (schedule !== undefined) return schedule
  if (faults.length === 0) return []
  const turns = [...faults]
  return [every === undefined ? { turns } : { turns, every }]
}
