import { isTime, type Entry, type Schedule, type Step } from './schedule.ts'

/** A name in a schedule, and where it stands: the keys that lead to it. */
export interface Named {
  path: (string | number)[]
  words: string
}

/** Every name of a fault, as often as it stands there. */
export function faultsIn(schedule: Schedule): Named[] {
  return within(schedule, (entry) => {
    if ('turns' in entry) return entry.turns.map((words, i) => ({ path: ['turns', i], words }))
    if (!('fault' in entry)) return []
    const { fault } = entry
    if (typeof fault === 'string') return [{ path: ['fault'], words: fault }]
    return fault.map((words, i) => ({ path: ['fault', i], words }))
  })
}

/** Every condition. */
export function conditionsIn(schedule: Schedule): Named[] {
  return within(schedule, (entry) => {
    const given = entry as Partial<Record<'when' | 'until' | 'wait', string>>
    return (['when', 'until', 'wait'] as const).flatMap((key) => {
      const words = given[key]
      return words === undefined || isTime(words) ? [] : [{ path: [key], words }]
    })
  })
}

/** What `namesOf` finds in entries and in the steps of sequences. */
function within(schedule: Schedule, namesOf: (entry: Entry | Step) => Named[]): Named[] {
  return schedule.flatMap((entry, place) => {
    const inside = 'sequence' in entry ? within(entry.sequence, namesOf) : namesOf(entry)
    const to = 'sequence' in entry ? [place, 'sequence'] : [place]
    return inside.map(({ path, words }) => ({ path: [...to, ...path], words }))
  })
}
