import type { Claim } from './claim.ts'
import type { Checker } from '../checkers/checker.ts'
import type { Fault } from './fault.ts'
import type { OperatorPolicy } from './operator.ts'
import type { Random } from './random.ts'
import type { Capability, Runtime } from './runtimes/runtime.ts'
import type { Line } from './schedule.ts'
import type { Cluster } from './topology.ts'
import type { Workload } from './workload.ts'

/** What a topology is given time for, in milliseconds. */
export interface Limits {
  start?: number
  /** Until every node has its place again. */
  recover?: number
}

/** Everything that a run needs, chosen and checked before anything starts. */
export interface Scenario {
  name: string
  /** Its topology's options in a word or two: `sync on`. */
  label: string
  /** The options as they were used, for the record. */
  options: Record<string, unknown>
  /** What the topology and the faults ask of a runtime. */
  needs: ReadonlySet<Capability>
  /** `random`: what its topology leaves to chance. */
  start(runtime: Runtime, random?: Random): Promise<Cluster>
  limitsMs?: Limits
  workload: Workload
  /** All that its schedule names, whichever of them chance takes. */
  faults: Fault[]
  /** When each of them begins and ends, by the seed's choices: lines of steps, side by side. */
  steps(random: Random): Line[]
  /** The least time limit in which all of that has room. */
  leastTimeMs: number
  claims: Claim[]
  /** The workload's own and those that judge every run. */
  checkers: Checker[]
  operator: OperatorPolicy
  timeLimitMs: number
  concurrency: number
  /** Operations a second, of all processes together; undefined is a closed loop. */
  rate?: number
  operationTimeoutMs: number
}
