import type { Capability, Runtime, RuntimeOptions } from './runtime.ts'
import { sweepOrphans } from './sweep.ts'
import { watchOver } from './watchdog.ts'

export const runtimeNames = ['embedded', 'docker'] as const
export type RuntimeName = (typeof runtimeNames)[number]

/** Opens for one run what is ready for it; a run's phases have limits, and nothing is built or downloaded in them. */
export type Opener = (options: RuntimeOptions) => Promise<Runtime>

/**
 * Makes ready what runs need and this machine lacks, however long that takes; each step is told as it begins. What dead
 * runs left is removed first. `needs` are those of the runs that ask for more than most.
 */
export async function prepareRuntime(
  name: RuntimeName,
  progress: (message: string) => void,
  needs: ReadonlySet<Capability> = new Set(),
): Promise<Opener> {
  // Whatever can't be swept now (an engine that is down) is no reason not to try; preparing says what is wrong.
  await sweepOrphans(name === 'docker').catch(() => {})
  const open = await prepare[name](progress, needs)
  return async (options) => {
    watchOver(options.runId)
    return open(options)
  }
}

type Prepare = (
  progress: (message: string) => void,
  needs: ReadonlySet<Capability>,
) => Promise<Opener>

const prepare: Record<RuntimeName, Prepare> = {
  async embedded(progress, needs) {
    const { EmbeddedRuntime } = await import('./embedded/embedded.ts')
    return EmbeddedRuntime.prepare(progress, needs)
  },
  async docker(progress, needs) {
    const { DockerRuntime } = await import('./docker/docker.ts')
    return DockerRuntime.prepare(progress, needs)
  },
}

/** Both at once, for whoever has no phases. */
export async function openRuntime(
  name: RuntimeName,
  { progress, ...options }: RuntimeOptions & { progress(message: string): void },
): Promise<Runtime> {
  const open = await prepareRuntime(name, progress, options.needs)
  return open(options)
}
