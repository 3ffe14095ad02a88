import { availability } from '../checkers/availability/availability.ts'
import { integrity } from '../checkers/integrity/integrity.ts'
import { latency } from '../checkers/latency/latency.ts'
import type { Fault } from '../runner/fault.ts'
import { defaultPolicy } from '../runner/operator.ts'
import { plan } from '../runner/plan.ts'
import type { Scenario } from '../runner/scenario.ts'
import type { Workload } from '../runner/workload.ts'
import type { RunOptions } from './run-options.ts'
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
  faults: Fault[]
}

/** A topology under load, broken, against what the manual promises of it. */
export function compose({ topology, own, common, workload, faults }: Parts): Scenario {
  const layout = topology.layout(own)
  const timeLimitMs = common.timeLimit * 1000
  return {
    name: topology.name,
    label: topology.label(own),
    options: { ...own, ...common },
    needs: new Set([...layout.needs, ...faults.flatMap((fault) => fault.needs)]),
    start: async (runtime) => topology.start(await siteOf(layout, runtime), own),
    limitsMs: layout.limitsMs,
    workload,
    faults,
    steps: (random) => plan(faults, timeLimitMs, random),
    claims: topology.claims(own, workload),
    checkers: [
      ...(topology.checkers?.(workload, own) ?? workload.checkers()),
      availability({ parts: topology.parts?.(own) }),
      latency(),
      integrity(),
    ],
    operator: layout.operator ?? defaultPolicy,
    timeLimitMs,
    concurrency: common.concurrency,
    rate: common.rate,
    operationTimeoutMs: OPERATION_TIMEOUT_MS,
  }
}
