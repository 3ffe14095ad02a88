import { ensureImages } from '../../runner/runtimes/docker/images.ts'
import { refusedByKernel } from '../../runner/runtimes/docker/kernel.ts'
import { skipContainers } from './docker.ts'

/** Why tests of disks of our own in containers are skipped here, or false; where containers are required these are too. */
export const skipDevices: string | false =
  skipContainers || process.env.SPLITBRAIN_REQUIRE_DOCKER === '1'
    ? skipContainers
    : await whyNoDisks()

async function whyNoDisks(): Promise<string | false> {
  const { postgres } = await ensureImages(() => {})
  const [refused] = await refusedByKernel(postgres, new Set(['disks']))
  return refused !== undefined && `containers can mount no disks of ours: ${refused.reason}`
}
