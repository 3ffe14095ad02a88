import { GenericContainer, type StartedTestContainer } from 'testcontainers'
import { SplitbrainError } from '../../../history/errors.ts'
import { diskPrivileges } from './disk-privileges.ts'
import type { RunNetwork } from './network.ts'

export interface Placement {
  network: RunNetwork
  /** Its address in the network, for good. */
  address: string
  name: string
  labels: Record<string, string>
  /** Published on 127.0.0.1, each at a port that the engine chooses anew at every start. */
  ports: number[]
  /** Whether testcontainers' own reaper is there to watch over it too. */
  reaped: boolean
  /** Whether its root may mount disks. */
  mountsDisks?: boolean
}

/**
 * A container that is in one network alone, under a fixed address: testcontainers' own aliases would leave it in the
 * default bridge as well, around every partition.
 */
export class PlacedContainer extends GenericContainer {
  constructor(image: string, placement: Placement) {
    super(image)
    const { network, address, name, labels, ports, reaped, mountsDisks = false } = placement
    this.networkMode = network.name
    this.createOpts.NetworkingConfig = {
      EndpointsConfig: {
        [network.name]: { IPAMConfig: { IPv4Address: address }, Aliases: [name] },
      },
    }
    this.createOpts.ExposedPorts = Object.fromEntries(ports.map((port) => [`${port}/tcp`, {}]))
    this.hostConfig.PortBindings = Object.fromEntries(
      ports.map((port) => [`${port}/tcp`, [{ HostIp: '127.0.0.1', HostPort: '' }]]),
    )
    this.withName(`${network.name}-${name}`)
      .withHostname(name)
      .withLabels(labels)
      .withDroppedCapabilities('ALL')
      .withAutoCleanup(reaped)
    if (mountsDisks) Object.assign(this.hostConfig, diskPrivileges)
    else this.withSecurityOpt('no-new-privileges')
  }

  override async start(): Promise<StartedTestContainer> {
    return super.start().catch((cause: unknown) => {
      const message = `The engine can't start the container ${this.createOpts.name}.`
      throw new SplitbrainError('runtime', message, { cause })
    })
  }
}
