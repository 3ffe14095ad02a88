import type { PlainSchedule, PlainStep } from '../../scenarios/schedule/schedule.ts'

/** What can be left out of a schedule: one step, with the place of the entry that it stands in. */
export interface Part {
  entry: number
  step: PlainStep
}

export function partsOf(schedule: PlainSchedule): Part[] {
  return schedule.flatMap((each, entry) =>
    ('sequence' in each ? each.sequence : [each]).map((step) => ({ entry, step })),
  )
}

/** The schedule of these parts alone; of a sequence what is left stays one. */
export function scheduleOfParts(parts: readonly Part[]): PlainSchedule {
  const entries = Map.groupBy(parts, ({ entry }) => entry)
  return [...entries.values()].map((some) => {
    const steps = some.map(({ step }) => step)
    return steps.length === 1 ? steps[0] : { sequence: steps }
  })
}
