import { availability } from '../checkers/availability/availability.ts'
import { latency } from '../checkers/latency/latency.ts'
import type { Claim } from '../runner/claim.ts'
import { defaultPolicy } from '../runner/operator.ts'
import type { Scenario } from '../runner/scenario.ts'
import { commitsWait } from './claims/commits.ts'
import { asyncMayLose, syncLosesNothing } from './claims/failover.ts'
import { isolationHolds } from './claims/isolation.ts'
import type { ScenarioOptions } from './options.ts'
import { hotStandby, nodeNames, type SyncMode } from './topologies/hot-standby.ts'
import type { ScenarioEntry } from './catalog.ts'

// A commit that waits for a standby must be allowed to wait a little, and its client must not wait for ever.
const OPERATION_TIMEOUT_MS = 2_000

/** The hot standby under load, broken and failed over, against what the manual promises of its mode. */
export const hotStandbyScenario: ScenarioEntry = {
  name: hotStandby.name,
  about: hotStandby.about,
  needs: hotStandby.needs,
  nodes: nodeNames,
  compose(options, { workload, faults }): Scenario {
    const { sync, standbys } = options
    return {
      name: hotStandby.name,
      options: { ...options },
      needs: new Set([...hotStandby.needs, ...faults.flatMap((fault) => fault.needs)]),
      start: (runtime) => hotStandby.start(runtime, { sync, standbys }),
      workload,
      faults,
      claims: claimsOf(options),
      checkers: [...workload.checkers(), availability(), latency()],
      operator: defaultPolicy,
      timeLimitMs: options.timeLimit * 1000,
      concurrency: options.concurrency,
      rate: options.rate,
      operationTimeoutMs: OPERATION_TIMEOUT_MS,
    }
  },
}

const waitsForStandby: Record<SyncMode, boolean> = {
  async: false,
  // Named standbys, but a commit returns once it is on the primary's own disk.
  local: false,
  remote_write: true,
  on: true,
  remote_apply: true,
}

function claimsOf(options: ScenarioOptions): Claim[] {
  const { sync, workload, isolation } = options
  const mode = { commit: sync === 'async' ? 'on' : sync, named: sync !== 'async' }
  const [primary, ...standbys] = nodeNames(options)
  const waitsFor = waitsForStandby[sync] ? 1 : 0
  const always = commitsWait({ mode, primary, standbys, waitsFor })
  if (waitsFor === 0) return [asyncMayLose(mode), always]
  return workload === 'list-append'
    ? [syncLosesNothing(mode), always, isolationHolds(isolation)]
    : [syncLosesNothing(mode), always]
}
