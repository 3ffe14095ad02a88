import type Docker from 'dockerode'
import { SplitbrainError } from '../../../history/errors.ts'
import type { Disturbance } from '../../disturbance.ts'
import type { NodeNetwork, Packets } from '../runtime.ts'
import type { RunNetwork } from './network.ts'
import { NamespaceHelper } from './namespace-helper.ts'
import { droppedBy, effectOf, shapedBy, withoutRoute, type Count } from './network-counts.ts'

/** Words for the helper to run, those that take back what they did, and what shows that they did something. */
interface Change {
  apply: string[]
  revert: string[]
  count: Count
}

/** One that is in force, with what was counted of it before its last boot. */
interface InForce extends Change {
  counted: Record<string, number>
}

export interface NetworkPlace {
  docker: Docker
  network: RunNetwork
  /** The container whose network it is. */
  id: string
  name: string
  address: string
  helper: NamespaceHelper
  /** Called when the container is back in its network, with other published ports than before. */
  onReconnect(): Promise<void>
}

let rules = 0

// The interface has another name after the container was taken off its network, so it is found by its address.
const onInterface = (rest: string) =>
  `dev=$(ip -o -4 addr show to "$1" | cut -d ' ' -f 2); shift; ${rest}`
// Several rules at once, and all of them or none.
const changeRules = `printf '%s\\n' '*filter' "$@" COMMIT | iptables-restore -w --noflush`

/** A container's network beneath everything in it: done from beside it, so that the node itself has no privilege. */
export class ContainerNetwork implements NodeNetwork {
  private readonly place: NetworkPlace
  /** In the order in which they came: a container that boots has a network of its own that knows none of them. */
  private readonly changes = new Set<InForce>()
  private disconnections = 0

  constructor(place: NetworkPlace) {
    this.place = place
  }

  drop(packets: readonly Packets[], percent: number): Promise<Disturbance> {
    const mark = `splitbrain-${rules++}`
    const lines = packets.map((each) => ruleOf(each, percent, mark))
    return this.add({
      apply: ['sh', '-c', changeRules, 'sh', ...lines.map((line) => `-A ${line}`)],
      revert: ['sh', '-c', changeRules, 'sh', ...lines.map((line) => `-D ${line}`)],
      count: droppedBy(mark),
    })
  }

  blackhole(host: string): Promise<Disturbance> {
    return this.add({
      apply: ['ip', 'route', 'add', 'blackhole', host],
      revert: ['ip', 'route', 'del', 'blackhole', host],
      count: withoutRoute,
    })
  }

  down(): Promise<Disturbance> {
    const { address, network } = this.place
    // The way to the gateway is gone with the interface and doesn't come back with it.
    const up = onInterface(`ip link set "$dev" up && ip route replace default via "$1"`)
    return this.add({
      apply: ['sh', '-c', onInterface(`ip link set "$dev" down`), 'sh', address],
      revert: ['sh', '-c', up, 'sh', address, network.gateway],
      count: withoutRoute,
    })
  }

  /** Makes what changes the network ready, so that a fault comes into force at once. */
  async prepare(): Promise<void> {
    await this.run(['true'])
  }

  /** False while it is off its network, and nothing of it is published. */
  get isConnected(): boolean {
    return this.disconnections === 0
  }

  async disconnect(): Promise<Disturbance> {
    const { docker, network, id, name, address } = this.place
    const before = await this.counted(withoutRoute)
    const bridge = docker.getNetwork(network.name)
    if (this.disconnections++ === 0) await bridge.disconnect({ Container: id })
    const undo = async () => {
      if (--this.disconnections > 0) return
      const EndpointConfig = { IPAMConfig: { IPv4Address: address }, Aliases: [name] }
      await bridge.connect({ Container: id, EndpointConfig })
      await this.place.onReconnect()
    }
    return {
      undo,
      effect: async () => effectOf(withoutRoute, before, await this.counted(withoutRoute)),
    }
  }

  shape(discipline: readonly string[]): Promise<Disturbance> {
    const { address } = this.place
    const add = onInterface(`tc qdisc add dev "$dev" root "$@"`)
    const show = ['sh', '-c', onInterface(`tc -s qdisc show dev "$dev" root`), 'sh', address]
    return this.add({
      apply: ['sh', '-c', add, 'sh', address, ...discipline],
      revert: ['sh', '-c', onInterface(`tc qdisc del dev "$dev" root`), 'sh', address],
      count: shapedBy(show, discipline.includes('loss')),
    })
  }

  /** To be called when the container has booted, before its service starts. */
  async booted(): Promise<void> {
    // The helper still is in the old namespace, and comes to the new one with the first change.
    for (const change of this.changes)
      change.counted = plus(change.counted, await this.counted(change.count).catch(() => ({})))
    for (const { apply } of this.changes) await this.run(apply)
  }

  private async add(change: Change): Promise<Disturbance> {
    const before = change.count.always ? await this.counted(change.count) : {}
    const inForce = { ...change, counted: {} }
    await this.run(change.apply)
    this.changes.add(inForce)
    const undo = async () => {
      this.changes.delete(inForce)
      await this.run(change.revert)
    }
    const effect = async () => {
      const now = plus(inForce.counted, await this.counted(change.count))
      return effectOf(change.count, before, now)
    }
    return { undo, effect }
  }

  private async counted({ argv, read }: Count): Promise<Record<string, number>> {
    const { helper, name } = this.place
    const result = await helper.look(argv)
    if (result?.exitCode === 0) return read(result.output)
    throw new SplitbrainError('runtime', `The network of ${name} can't be asked what it counts.`)
  }

  /** Nothing is to be done where the container is down: its network went with it. */
  private async run(argv: string[]): Promise<void> {
    const { helper, name } = this.place
    const result = await helper.exec(argv)
    if (result === undefined || result.exitCode === 0) return
    const said = result.output.trim().split('\n').at(-1)
    throw new SplitbrainError('runtime', `The network of ${name} can't be changed: ${said}`)
  }
}

/** One rule as iptables-save writes it, without its `-A`. */
function ruleOf(packets: Packets, percent: number, mark: string): string {
  const chain = packets.direction === 'in' ? 'INPUT' : 'OUTPUT'
  const chance = percent === 100 ? '' : `-m statistic --mode random --probability ${percent / 100} `
  return `${chain} ${whichOf(packets)} -m comment --comment ${mark} ${chance}-j DROP`
}

function whichOf(packets: Packets): string {
  const isIn = packets.direction === 'in'
  if ('host' in packets) return `${isIn ? '-s' : '-d'} ${packets.host} -p tcp`
  const side = isIn === (packets.end === 'near') ? '--dport' : '--sport'
  return `-p tcp -m tcp ${side} ${packets.port}`
}

function plus(one: Record<string, number>, other: Record<string, number>): Record<string, number> {
  return Object.fromEntries(
    Object.entries({ ...one, ...other }).map(([name]) => [
      name,
      (one[name] ?? 0) + (other[name] ?? 0),
    ]),
  )
}
