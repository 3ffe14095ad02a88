import type { Effect } from '../history/effect.ts'
import { measured } from './effect.ts'
import { together, type Undo } from './undo.ts'

/** Something that is done to a cluster, or to what it runs on. */
export interface Disturbance {
  undo: Undo
  /** What shows that it did something, as long as it isn't undone; nothing where this place has no means to tell. */
  effect(): Promise<Effect | undefined>
}

/** Less than the whole of them may take, so that one that can't be measured leaves the others' word. */
const PART_LIMIT_MS = 3_000

/** Several as one: where one of them can't be done, the others are taken back before that is told. */
export async function allOf(disturbances: readonly Promise<Disturbance>[]): Promise<Disturbance> {
  const undo = await together(disturbances.map(async (each) => (await each).undo))
  const done = await Promise.all(disturbances)
  const effect = async () =>
    sumOf(await Promise.all(done.map((each) => measured(() => each.effect(), PART_LIMIT_MS))))
  return { undo, effect }
}

/** Something was done where any of them did something; figures of one name are one. */
export function sumOf(effects: readonly (Effect | undefined)[]): Effect | undefined {
  const told = effects.filter((effect) => effect !== undefined)
  if (told.length === 0) return undefined
  const by: Effect['by'] = {}
  for (const [name, figure] of told.flatMap((effect) => Object.entries(effect.by))) {
    const before = by[name]
    by[name] = typeof before === 'number' && typeof figure === 'number' ? before + figure : figure
  }
  const takes = told.map(({ took }) => took)
  return { took: takes.includes(true) || (takes.includes('unknown') && 'unknown'), by }
}
