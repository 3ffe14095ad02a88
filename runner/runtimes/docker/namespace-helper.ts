import type Docker from 'dockerode'
import { GenericContainer, type StartedTestContainer } from 'testcontainers'
import { SplitbrainError } from '../../../history/errors.ts'
import type { BindMount } from 'testcontainers/build/types.js'
import type { ExecResult } from '../runtime.ts'
import { removeContainer } from './engine.ts'

export interface HelperOptions {
  docker: Docker
  /** An image with ip, tc and iptables. */
  image: string
  /** The container whose network namespace it shares, by name and id. */
  name: string
  id: string
  labels: Record<string, string>
  /** Whether testcontainers' own reaper is there to watch over it too. */
  reaped: boolean
}

/**
 * A container that has nothing but another one's network namespace and the right to administer it. It is started when
 * it is first needed, and anew when the other one has booted since, for each boot brings a new namespace.
 */
export class NamespaceHelper {
  readonly options: HelperOptions
  private helper: { started: StartedTestContainer; bootedAt: string } | undefined
  private last: Promise<unknown> = Promise.resolve()

  constructor(options: HelperOptions) {
    this.options = options
  }

  /** Runs a command in the namespace, one after another; undefined where the container is down and has none. */
  exec(argv: string[]): Promise<ExecResult | undefined> {
    const result = this.last.then(() => this.execNow(argv))
    this.last = result.catch(() => {})
    return result
  }

  /**
   * Runs a command in the namespace that it came to last: that outlives its container, which may be down by now, for as
   * long as the helper is in it. Undefined where it never came to any.
   */
  look(argv: string[]): Promise<ExecResult | undefined> {
    const result = this.last.then(() => this.helper?.started.exec(argv))
    this.last = result.catch(() => {})
    return result
  }

  private async execNow(argv: string[]): Promise<ExecResult | undefined> {
    const { docker, id, name } = this.options
    const { Running, StartedAt } = (await docker.getContainer(id).inspect()).State
    if (!Running) return undefined
    if (this.helper?.bootedAt !== StartedAt) {
      if (this.helper !== undefined) await removeContainer(docker, this.helper.started.getId())
      this.helper = {
        started: await startHelper(this.options, `container:${id}`),
        bootedAt: StartedAt,
      }
    }
    const { exitCode, output } = await this.helper.started.exec(argv).catch((cause) => {
      throw new SplitbrainError('runtime', `The network of ${name} can't be reached.`, { cause })
    })
    return { exitCode, output }
  }
}

/** As root of that namespace, and with no other right than that to change what is mounted. */
export async function startHelper(
  { image, name, labels, reaped }: Pick<HelperOptions, 'image' | 'name' | 'labels' | 'reaped'>,
  networkMode: string,
  mounts: readonly BindMount[] = [],
): Promise<StartedTestContainer> {
  return new GenericContainer(image)
    .withNetworkMode(networkMode)
    .withUser('root')
    .withEntrypoint(['tini', '--', 'sleep'])
    .withCommand(['infinity'])
    .withLabels(labels)
    .withBindMounts([...mounts])
    .withDroppedCapabilities('ALL')
    .withAddedCapabilities('NET_ADMIN')
    .withSecurityOpt('no-new-privileges')
    .withAutoCleanup(reaped)
    .start()
    .catch((cause: unknown) => {
      const message = `The engine can't start a helper in the network of ${name}.`
      throw new SplitbrainError('runtime', message, { cause })
    })
}
