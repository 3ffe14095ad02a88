import { Toxiproxy } from 'toxiproxy-node-client'
import { SplitbrainError } from '../../history/errors.ts'
import type { LinkState } from '../results.ts'
import type { Node, NodeNetwork, Packets, ProxyHost } from '../runtimes/runtime.ts'
import { allOf, type Disturbance } from '../disturbance.ts'
import { serverVersion } from './server-version.ts'
import {
  bothStreams,
  Link,
  linkName,
  nameOfLink,
  noted,
  speaksAsClient,
  type LinkSpec,
  type Stream,
} from './link.ts'
import { isOutsider, type Way } from './shapes.ts'
import { readTraffic } from './traffic.ts'

/** What loses messages: the proxy, which keeps connections open, or the kernel, which drops the packets themselves. */
export type LossMeans = 'proxy' | 'packets'

/** What takes a whole node off the network. */
export type DetachMeans = 'blackhole' | 'interface' | 'disconnect'

const VERSION_LIMIT_MS = 5_000

/** A link, and which of its directions something is done to. */
interface Place {
  link: Link
  streams: readonly Stream[]
}

/** Every link of a cluster, by its name. */
export class Links {
  readonly host: ProxyHost
  private readonly client: Toxiproxy
  private readonly byName = new Map<string, Link>()
  private readonly nodes = new Map<string, Node>()

  constructor(host: ProxyHost) {
    this.host = host
    this.client = new Toxiproxy(host.url)
  }

  /** For the run's record: what the links run over, and whose it is. */
  async serverVersion(): Promise<string> {
    const { url, server } = this.host
    return `${await serverVersion(url, VERSION_LIMIT_MS)} (${server})`
  }

  /** Every link that is asked for; `nodes` are all that one may lead to. */
  static async connect(
    host: ProxyHost,
    nodes: readonly Node[],
    specs: readonly LinkSpec[],
  ): Promise<Links> {
    const links = new Links(host)
    for (const node of nodes) links.nodes.set(node.name, node)
    for (const spec of specs) await links.add(spec, links.nodes.get(spec.to)!)
    return links
  }

  private async add(spec: LinkSpec, to: Node): Promise<void> {
    const fromOutside = isOutsider(spec.from)
    const address = to.address(spec.port)
    const { host, port: target } = address
    if (spec.direct) {
      const direct = new Link(spec, address, target)
      return void this.byName.set(direct.name, direct)
    }
    const proxy = await this.client.createProxy({
      name: this.host.prefix + nameOfLink(spec),
      listen: this.host.listen(fromOutside),
      upstream: `${host}:${target}`,
      ...this.protocolOf(spec),
    })
    const port = Number(proxy.listen.slice(proxy.listen.lastIndexOf(':') + 1))
    const endpoint = fromOutside ? this.host.fromHarness(port) : this.host.fromNodes(port)
    const link = new Link(spec, endpoint, port, { proxy, serverUrl: this.host.url })
    this.byName.set(link.name, link)
  }

  /** By what its server follows a link; it would take no notice of what it doesn't know. */
  private protocolOf(spec: LinkSpec): { protocol?: string } {
    return this.host.followsClients && speaksAsClient(spec)
      ? { protocol: spec.protocol ?? 'postgres' }
      : {}
  }

  /** `port` where the link leads to another than the first port of `to`. */
  between(from: string, to: string, port?: string): Link {
    const name = nameOfLink({ from, to, port })
    const link = this.byName.get(name)
    if (link === undefined)
      throw new SplitbrainError(
        'usage',
        `There is no link ${name}; there are ${[...this.byName.keys()].join(', ')}.`,
      )
    return link
  }

  all(): Link[] {
    return [...this.byName.values()]
  }

  /** What is sent on these ways is lost and nobody is told, as when a cable is pulled. */
  async lose(ways: readonly Way[], by: LossMeans = 'proxy'): Promise<Disturbance> {
    return this.blackHole(this.placesOf(ways), by)
  }

  /** Of these links, and of no other, both directions are lost. */
  async cut(links: readonly Link[], by: LossMeans = 'proxy'): Promise<Disturbance> {
    return this.blackHole(inFull(links), by)
  }

  private async blackHole(places: readonly Place[], by: LossMeans): Promise<Disturbance> {
    if (places.length === 0)
      throw new SplitbrainError(
        'usage',
        'No link of this topology is met, so nothing would be lost.',
      )
    const isOfPackets = ({ link }: Place) => by === 'packets' || link.host !== undefined
    const { true: dropped = [], false: swallowed = [] } = Object.groupBy(places, (each) =>
      String(isOfPackets(each)),
    )
    const blackHole = { type: 'timeout', attributes: { timeout: 0 } } as const
    return allOf([
      ...(dropped.length > 0 ? [this.drop(dropped, 100)] : []),
      ...swallowed.map(({ link, streams }) =>
        link.poison(blackHole, streams, lossWords(streams, 100)),
      ),
    ])
  }

  /** Of the packets on these links, both ways, so many of a hundred are dropped by chance. */
  async losePackets(links: readonly Link[], percent: number): Promise<Disturbance> {
    return this.drop(inFull(links), percent)
  }

  /** Takes a node off the network by what its kernel or its engine does, past every proxy. */
  async detach(node: Node, by: DetachMeans): Promise<Disturbance> {
    const network = this.networkOf(node.name)
    const act = {
      blackhole: () => allOf(this.waysOut(node).map((host) => network.blackhole(host))),
      interface: () => network.down(),
      disconnect: () => network.disconnect(),
    }[by]
    return noted(this.noteOf(node, by), act())
  }

  /** Whom a node sends to: the proxies, and those that it reaches without one. */
  private waysOut({ name }: Node): string[] {
    const direct = this.touching(name).filter(({ host }) => host !== undefined)
    const others = direct.map(({ from, to }) => this.nodes.get(from === name ? to : from)!)
    return [
      ...new Set([this.host.fromNodes(0).host, ...others.map((other) => other.address().host)]),
    ]
  }

  /** Shapes everything that a node sends; see NodeNetwork. */
  async shape(node: Node, discipline: readonly string[]): Promise<Disturbance> {
    const act = this.networkOf(node.name).shape(discipline)
    return noted(this.noteOf(node, discipline.join(' ')), act)
  }

  /** The links that begin or end at a node. */
  touching(node: string): Link[] {
    return this.all().filter(({ from, to }) => from === node || to === node)
  }

  /** Each link's effects, and how many bytes went through it where its server counts them. */
  async states(): Promise<Omit<LinkState, 'timeNs'>[]> {
    const traffic = await readTraffic(this.host.url)
    return this.all().map(({ name: link, proxyName, effects }) => ({
      link,
      effects,
      ...traffic.get(proxyName),
    }))
  }

  private placesOf(ways: readonly Way[]): Place[] {
    const lost = new Set(ways.map(({ from, to }) => linkName(from, to)))
    return this.all()
      .map((link) => ({
        link,
        streams: bothStreams.filter((stream) =>
          lost.has(
            stream === 'upstream' ? linkName(link.from, link.to) : linkName(link.to, link.from),
          ),
        ),
      }))
      .filter(({ streams }) => streams.length > 0)
  }

  /** At the end of a link that connects: there the proxy's port, or the other's address, tells the link from all others. */
  private async drop(places: readonly Place[], percent: number): Promise<Disturbance> {
    const byFrom = Map.groupBy(places, ({ link }) => link.from)
    return allOf(
      [...byFrom].map(([from, some]) => {
        const forget = some.map(({ link, streams }) => link.note(lossWords(streams, percent)))
        const act = this.networkOf(from).drop(some.flatMap(packetsOf), percent)
        return noted(forget, act)
      }),
    )
  }

  private noteOf({ name }: Node, words: string): (() => void)[] {
    return this.touching(name).map((link) => link.note(words))
  }

  private networkOf(name: string): NodeNetwork {
    const network = this.nodes.get(name)?.network ?? this.host.network
    if (network === undefined)
      throw new SplitbrainError('usage', `The network of ${name} can't be changed here.`)
    return network
  }
}

function inFull(links: readonly Link[]): Place[] {
  return links.map((link) => ({ link, streams: bothStreams }))
}

function packetsOf({ link, streams }: Place): Packets[] {
  const { port, host } = link
  // Who is outside has no network of ours: the proxies' own stands for it, where the port is the near one.
  const end = isOutsider(link.from) ? 'near' : 'far'
  return streams.map((stream) => ({
    direction: (stream === 'upstream') === (end === 'far') ? 'out' : 'in',
    ...(host === undefined ? { end, port } : { host }),
  }))
}

function lossWords(streams: readonly Stream[], percent: number): string {
  const what = percent === 100 ? 'cut' : `${percent} % lost`
  return streams.length === 2 ? what : `${streams[0]} ${what}`
}
