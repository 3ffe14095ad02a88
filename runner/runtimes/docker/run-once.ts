import type Docker from 'dockerode'
import type { ExecResult } from '../runtime.ts'
import { removeContainer } from './engine.ts'
import { logOf } from './log.ts'

/** Runs a container to its end, or until the signal, and removes it; it has no network where none is asked for. */
export async function runOnce(
  docker: Docker,
  { HostConfig, ...options }: Docker.ContainerCreateOptions,
  signal?: AbortSignal,
): Promise<ExecResult> {
  const container = await docker.createContainer({
    ...options,
    HostConfig: { NetworkMode: 'none', ...HostConfig },
  })
  try {
    await container.start()
    const { StatusCode } = (await container.wait({ abortSignal: signal })) as { StatusCode: number }
    return { exitCode: StatusCode, output: await logOf(container) }
  } finally {
    await removeContainer(docker, container.id)
  }
}
