import { availability } from '../checkers/availability/availability.ts'
import { integrity } from '../checkers/integrity/integrity.ts'
import { latency } from '../checkers/latency/latency.ts'
import { defaultPolicy, detectionMs } from '../runner/operator.ts'
import type { Random } from '../runner/random.ts'
import type { Scenario } from '../runner/scenario.ts'
import type { Workload } from '../runner/workload.ts'
import type { RunOptions } from './run-options.ts'
import { expand } from './schedule/expand.ts'
import { scheduleOf } from './schedule/from-options.ts'
import { leastTimeMs } from './schedule/least-time.ts'
import { linesOf, type Meaning } from './schedule/lines.ts'
import { faultsIn } from './schedule/names.ts'
import type { PlainSchedule } from './schedule/schedule.ts'
import { siteOf, type Topology } from './topologies/topology.ts'

// A commit that waits for a standby must be allowed to wait a little, and its client must not wait for ever.
const OPERATION_TIMEOUT_MS = 2_000

export interface Parts {
  topology: Topology
  /** The topology's own options. */
  own: Record<string, unknown>
  /** Those of every run. */
  common: RunOptions
  workload: Workload
  /** Of the names in its schedule. */
  meaning: Meaning
}

/** A topology under load, broken, against what the manual promises of it. */
export function compose(parts: Parts): Scenario {
  const { topology, own, common, workload, meaning } = parts
  const layout = topology.layout(own)
  const operator = layout.operator ?? defaultPolicy
  const schedule = scheduleOf(common)
  const faults = faultsIn(schedule).map(({ words }) => meaning.fault(words))
  return {
    name: topology.name,
    label: topology.label(own),
    options: { ...own, ...asWritten(common) },
    needs: new Set([...layout.needs, ...faults.flatMap((fault) => fault.needs)]),
    start: async (runtime, random) => topology.start(await siteOf(layout, runtime, random), own),
    limitsMs: layout.limitsMs,
    workload,
    faults,
    steps: (random) => linesOf(chosenSchedule(parts, random), meaning),
    leastTimeMs: leastTimeMs(
      schedule,
      meaning.fault,
      layout.manager?.patienceMs ?? detectionMs(operator),
    ),
    claims: topology.claims(own, workload),
    checkers: [
      ...(topology.checkers?.(workload, own) ?? workload.checkers()),
      availability({ parts: topology.parts?.(own) }),
      latency(),
      integrity(),
    ],
    operator,
    timeLimitMs: timeLimitMsOf(common),
    concurrency: common.concurrency,
    rate: common.rate,
    operationTimeoutMs: workload.timeoutMs ?? OPERATION_TIMEOUT_MS,
  }
}

/** What breaks and when, with all that was left to chance chosen. */
export function chosenSchedule({ common, meaning }: Parts, random: Random): PlainSchedule {
  return expand(scheduleOf(common), { ...meaning, timeLimitMs: timeLimitMsOf(common), random })
}

function timeLimitMsOf({ timeLimit }: RunOptions): number {
  return timeLimit * 1000
}

/** Where a schedule says what breaks, the names of faults beside it would be a second word. */
function asWritten({ faults, ...others }: RunOptions): Partial<RunOptions> {
  return others.schedule === undefined ? { ...others, faults } : others
}
