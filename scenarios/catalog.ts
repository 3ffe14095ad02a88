import type { Fault } from '../runner/fault.ts'
import type { Capability } from '../runner/runtimes/runtime.ts'
import type { Scenario } from '../runner/scenario.ts'
import type { Workload } from '../runner/workload.ts'
import { flapping } from './faults/flapping.ts'
import type { FaultKind } from './faults/kind.ts'
import { linkFaults } from './faults/link-faults.ts'
import { nodeFaults } from './faults/node-faults.ts'
import { partitions } from './faults/partitions.ts'
import { hotStandbyScenario } from './hot-standby.ts'
import type { ScenarioOptions } from './options.ts'
import { listAppend } from './workloads/list-append.ts'
import { register } from './workloads/register.ts'
import { set } from './workloads/set.ts'

/** A way of replicating with the sentences that it is held to. */
export interface ScenarioEntry {
  name: string
  about: string
  needs: readonly Capability[]
  /** The names of the nodes that it will have. */
  nodes(options: ScenarioOptions): string[]
  compose(options: ScenarioOptions, parts: { workload: Workload; faults: Fault[] }): Scenario
}

/** Everything that can be named on the command line; a new plug-in is its file and one line here. */
export const scenarios: readonly ScenarioEntry[] = [hotStandbyScenario]

export const faults: readonly FaultKind[] = [...nodeFaults, ...partitions, flapping, ...linkFaults]

export const workloads: Record<string, (options: ScenarioOptions) => Workload> = {
  set: () => set,
  register: () => register,
  'list-append': ({ isolation }) => listAppend(isolation),
}
