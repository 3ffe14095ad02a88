import type Docker from 'dockerode'
import type { Act, Doings } from '../../../runner/runtimes/external/acts.ts'
import { composeDoings } from '../../../runner/runtimes/external/compose.ts'
import { hook } from '../../../runner/runtimes/external/hook.ts'
import { SplitbrainError } from '../../../history/errors.ts'

/** What can be done to a machine, as data that another process can be told. */
export interface Means {
  name: string
  hooks: Partial<Record<Act, string[]>>
  timeoutMs: number
  /** Its container, where its cluster is a compose project. */
  compose?: { project: string; service: string; engine?: string }
}

/** A hook comes before what the engine could do in its place. */
export function doingsOf({ name, hooks, timeoutMs, compose }: Means): Doings {
  const own = Object.entries(hooks).map(([act, argv]) => [
    act,
    hook({ node: name, act: act as Act, argv, timeoutMs }),
  ])
  const ofEngine = compose ? composeDoings(() => engineNamed(compose.engine), compose) : {}
  return { ...ofEngine, ...Object.fromEntries(own) }
}

/** This machine's engine, or the very one that is named: whatever DOCKER_HOST says, no other is touched. */
async function engineNamed(named?: string): Promise<Docker> {
  const { engine } = await import('../../../runner/runtimes/docker/engine.ts')
  const docker = await engine()
  refuseOther(docker.modem as unknown as Reached, named)
  return docker
}

/** How an engine is reached. */
export interface Reached {
  socketPath?: string
  protocol?: string
  host?: string
  port?: number | string
}

/** An engine of another machine has to be the one that a cluster file names, and where it names one it is that. */
export function refuseOther({ socketPath, protocol, host, port }: Reached, named?: string): void {
  const scheme = protocol === 'ssh' ? 'ssh' : 'tcp'
  const found = socketPath ? undefined : `${scheme}://${host}:${port}`
  if (found === named) return
  throw new SplitbrainError(
    'usage',
    named === undefined
      ? `The container engine is that of another machine (${found}), which the cluster file does not name: add compose.engine, or unset DOCKER_HOST.`
      : `The cluster file names the engine ${named}, and ${found ?? 'that of this machine'} is the one that answers: set DOCKER_HOST.`,
  )
}
