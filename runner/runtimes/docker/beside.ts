import { SplitbrainError } from '../../../history/errors.ts'
import type { ExecResult } from '../runtime.ts'
import { engine, labelsOf } from './engine.ts'
import { builtPostgresImage } from './images.ts'
import { runOnce } from './run-once.ts'

/** Where the folder that is shared with the host lies in the container. */
const SHARED = '/shared'

/**
 * Runs one of PostgreSQL's client programs out of our image, in a container on the host's own network and as this user,
 * in a folder of the host. Throws where the signal ends it.
 */
export async function runOnHostsNetwork(
  argv: readonly string[],
  folder: string,
  signal?: AbortSignal,
): Promise<ExecResult> {
  const image = await builtPostgresImage()
  if (image === undefined)
    throw new SplitbrainError(
      'unavailable',
      'The image with the client programs is not built yet: run splitbrain images build.',
    )
  const [program, ...args] = argv
  return runOnce(
    await engine(),
    {
      Image: image,
      Entrypoint: [program],
      Cmd: args,
      User: `${process.getuid!()}:${process.getgid!()}`,
      WorkingDir: SHARED,
      Labels: labelsOf(`beside-${process.pid}`),
      HostConfig: { NetworkMode: 'host', Binds: [`${folder}:${SHARED}`] },
    },
    signal,
  )
}
