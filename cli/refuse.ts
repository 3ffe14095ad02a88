import { SplitbrainError } from '../history/errors.ts'
import { capabilitiesOf } from '../runner/runtimes/capabilities.ts'
import { runtimeNames, type RuntimeName } from '../runner/runtimes/open.ts'
import type { Scenario } from '../runner/scenario.ts'

/** Before anything of a run is started or written: what can't be done here is said, with what would make it possible. */
export async function refuseMissing(
  {
    scenario,
    runtime,
    toxiproxy,
  }: { scenario: Scenario; runtime: RuntimeName | 'external'; toxiproxy?: string },
  progress: (message: string) => void,
): Promise<void> {
  refuseOfTime(scenario)
  refuseOfRuntime(scenario, runtime)
  if (toxiproxy !== undefined) refuseOfNamedServer(scenario)
  if (runtime === 'docker') await refuseOfKernel(scenario, progress)
}

/** A fault that is taken back before the operator could act would be no trial, and one that never comes even less. */
function refuseOfTime({ faults, timeLimitMs, leastTimeMs }: Scenario): void {
  if (timeLimitMs >= leastTimeMs) return
  const many =
    faults.length === 1
      ? 'a fault to take its course'
      : `${faults.length} faults to take their course`
  throw new SplitbrainError(
    'usage',
    `A time limit of ${timeLimitMs / 1000} s is too short for ${many}: use --time-limit ${Math.ceil(leastTimeMs / 1000)} at least, or fewer faults.`,
  )
}

function refuseOfRuntime({ name, needs }: Scenario, runtime: RuntimeName | 'external'): void {
  const missing = [...needs.difference(capabilitiesOf[runtime])]
  if (missing.length === 0) return
  if (runtime === 'external')
    throw new SplitbrainError(
      'usage',
      `These faults need what hooks are not for (${missing.join(', ')}): servers of yours can be killed, stopped, paused and partitioned, and their clients' links be broken.`,
    )
  const able = runtimeNames.filter((other) => needs.isSubsetOf(capabilitiesOf[other]))
  const instead = able.length > 0 ? `use --runtime ${able.join(' or ')}` : 'no runtime can'
  throw new SplitbrainError(
    'usage',
    `Scenario ${name} with these faults needs what the ${runtime} runtime can't do (${missing.join(', ')}): ${instead}.`,
  )
}

/** Clients stand outside of the cluster, so their packets are dropped where the proxies are. */
function refuseOfNamedServer({ needs }: Scenario): void {
  if (needs.has('wire'))
    throw new SplitbrainError(
      'usage',
      'To cut connections at a message its server has to follow them, which Toxiproxy can’t: leave out --toxiproxy, for the built-in server can.',
    )
  if (needs.has('packet-filter'))
    throw new SplitbrainError(
      'usage',
      "Clients' packets are dropped in the network of the proxies, and that of a Toxiproxy of yours is not to be changed: leave out --toxiproxy, or by=packets.",
    )
}

async function refuseOfKernel(
  { needs }: Scenario,
  progress: (message: string) => void,
): Promise<void> {
  const { kernelCapabilities, refusedByKernel } =
    await import('../runner/runtimes/docker/kernel.ts')
  if (needs.isDisjointFrom(kernelCapabilities)) return
  const { ensureImages } = await import('../runner/runtimes/docker/images.ts')
  const { postgres } = await ensureImages(progress)
  const [refused] = await refusedByKernel(postgres, needs)
  if (refused === undefined) return
  const { capability, reason, advice } = refused
  throw new SplitbrainError(
    'usage',
    `The kernel that the containers run on has no ${capability} (${reason}): ${advice}.`,
  )
}
