import type { Anomaly } from '../../checker.ts'
import type { Evidence } from '../evidence.ts'
import { circleAnomaly } from './circle.ts'
import { coreAnomaly } from './core-anomaly.ts'
import type { Decision } from './decide.ts'
import { levels } from './levels.ts'

/** A level that no known cycle breaks, told by what does. */
export function brokenBy(
  evidence: Evidence,
  model: string,
  { core, circle }: Extract<Decision, { holds: false }>,
): Anomaly {
  const level = levels.find((each) => each.model === model)!
  return core === undefined
    ? circleAnomaly(evidence, level, circle!)
    : coreAnomaly(evidence, level, core)
}
