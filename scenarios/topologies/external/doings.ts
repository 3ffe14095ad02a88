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
export async function engineNamed(named?: string): Promise<Docker> {
  const { engine } = await import('../../../runner/runtimes/docker/engine.ts')
  const docker = await engine()
  const { socketPath, host, port, protocol } = docker.modem as unknown as Record<string, string>
  const found = socketPath
    ? undefined
    : `${protocol === 'https' ? 'tcp' : protocol.replace('http', 'tcp')}://${host}:${port}`
  if (found === named) return docker
  throw new SplitbrainError(
    'usage',
    named === undefined
      ? `The container engine is that of another machine (${found}), which the cluster file does not name: add compose.engine, or unset DOCKER_HOST.`
      : `The cluster file names the engine ${named}, and ${found ?? "this machine's"} is the one that answers: set DOCKER_HOST.`,
  )
}
