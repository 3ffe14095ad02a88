import type Docker from 'dockerode'
import type { ExecResult } from '../runtime.ts'
import { removeContainer } from './engine.ts'
import { logOf } from './log.ts'

/** Runs a container without a network to its end, and removes it. */
export async function runOnce(
  docker: Docker,
  { HostConfig, ...options }: Docker.ContainerCreateOptions,
): Promise<ExecResult> {
  const container = await docker.createContainer({
    ...options,
    HostConfig: { ...HostConfig, NetworkMode: 'none' },
  })
  try {
    await container.start()
    const { StatusCode } = (await container.wait()) as { StatusCode: number }
    return { exitCode: StatusCode, output: await logOf(container) }
  } finally {
    await removeContainer(docker, container.id)
  }
}
