import type { Runtime, RuntimeOptions } from './runtime.ts'
import { sweepOrphans } from './sweep.ts'
import { startWatchdog } from './watchdog.ts'

export const runtimeNames = ['embedded', 'docker'] as const
export type RuntimeName = (typeof runtimeNames)[number]

/** Opens a runtime for one run: what dead runs left is removed first, and a watchdog guards this one. */
export async function openRuntime(name: RuntimeName, options: RuntimeOptions): Promise<Runtime> {
  const withContainers = name === 'docker'
  // Whatever can't be swept now (an engine that is down) is no reason not to try; opening says what is wrong.
  await sweepOrphans(withContainers).catch(() => {})
  startWatchdog(options.runId, withContainers)
  if (name === 'docker') {
    const { DockerRuntime } = await import('./docker/docker.ts')
    return DockerRuntime.open(options)
  }
  const { EmbeddedRuntime } = await import('./embedded/embedded.ts')
  return EmbeddedRuntime.open(options)
}
