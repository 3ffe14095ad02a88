import { randomInt } from 'node:crypto'
import { BlockList } from 'node:net'
import { networkInterfaces } from 'node:os'
import type Docker from 'dockerode'
import { SplitbrainError } from '../../../history/errors.ts'

const ATTEMPTS = 20

/** A bridge network of a run, which gives out its addresses one after another. */
export class RunNetwork {
  readonly name: string
  /** The first three numbers of its addresses. */
  private readonly prefix: string
  private last = 1 // .1 is the gateway

  private constructor(name: string, prefix: string) {
    this.name = name
    this.prefix = prefix
  }

  /** Fixed addresses need a subnet of our choice: any that neither this machine nor the engine uses yet. */
  static async create(
    docker: Docker,
    name: string,
    labels: Record<string, string>,
  ): Promise<RunNetwork> {
    for (let attempt = 1; ; attempt++) {
      const prefix = freePrefix()
      try {
        const IPAM = { Driver: 'default', Config: [{ Subnet: `${prefix}.0/24` }] }
        await docker.createNetwork({ Name: name, Driver: 'bridge', IPAM, Labels: labels })
        return new RunNetwork(name, prefix)
      } catch (cause) {
        const overlaps = /overlap/.test(String(cause))
        if (!overlaps || attempt === ATTEMPTS)
          throw new SplitbrainError('runtime', "The engine can't make a network for the run.", {
            cause,
          })
      }
    }
  }

  /** This machine's own address in the network. */
  get gateway(): string {
    return `${this.prefix}.1`
  }

  nextAddress(): string {
    return `${this.prefix}.${++this.last}`
  }
}

function freePrefix(): string {
  const here = Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? [])
  const networks = new BlockList()
  for (const { family, address, cidr } of here)
    if (family === 'IPv4' && cidr !== null)
      networks.addSubnet(address, Number(cidr.split('/')[1]), 'ipv4')
  for (;;) {
    const prefix = `10.${randomInt(256)}.${randomInt(256)}`
    const narrower = here.some(({ address }) => address.startsWith(`${prefix}.`))
    if (!narrower && !networks.check(`${prefix}.1`)) return prefix
  }
}
