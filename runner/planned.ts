import type { Fault } from './fault.ts'
import { randomFrom } from './random.ts'
import type { Scenario } from './scenario.ts'
import type { Line } from './schedule.ts'
import { STREAM } from './streams.ts'

/** What a scenario's schedule is by a seed. */
export function plannedBy({ steps }: Pick<Scenario, 'steps'>, seed: number): Line[] {
  return steps(randomFrom(seed, STREAM.schedule))
}

/** The faults that are asked for by it, each as often as it is to happen. */
export function faultsIn(lines: readonly Line[]): Fault[] {
  return lines.flat().flatMap(({ fault }) => fault ?? [])
}
