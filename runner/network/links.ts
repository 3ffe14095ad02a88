import { Toxiproxy, type Proxy } from 'toxiproxy-node-client'
import { SplitbrainError } from '../errors.ts'
import type { Endpoint, Node, ProxyHost } from '../runtimes/runtime.ts'
import type { Undo } from '../undo.ts'

let toxics = 0

/**
 * One direction of connecting (`from` opens, `to` accepts), through a proxy of its own. Its effects add up and are
 * taken back one by one, so two faults on one link never heal each other.
 */
export class Link {
  readonly from: string
  readonly to: string
  /** Where `from` connects instead of connecting to `to` itself. */
  readonly endpoint: Endpoint
  private readonly proxy: Proxy

  constructor(from: string, to: string, endpoint: Endpoint, proxy: Proxy) {
    this.from = from
    this.to = to
    this.endpoint = endpoint
    this.proxy = proxy
  }

  get name(): string {
    return linkName(this.from, this.to)
  }

  /** What is sent is lost in both directions and nobody is told, as when a cable is pulled. */
  async cut(): Promise<Undo> {
    return this.poison('timeout', { timeout: 0 })
  }

  /** Each direction takes `ms` longer. */
  async delay(ms: number): Promise<Undo> {
    return this.poison('latency', { latency: ms, jitter: 0 })
  }

  private async poison(type: 'timeout' | 'latency', attributes: object): Promise<Undo> {
    const name = `${type}-${toxics++}`
    const added = await Promise.all(
      (['upstream', 'downstream'] as const).map((stream) =>
        this.proxy.addToxic({
          name: `${name}-${stream}`,
          type,
          stream,
          toxicity: 1,
          attributes,
        } as never),
      ),
    )
    return async () => {
      await Promise.all(added.map((toxic) => toxic.remove()))
    }
  }
}

/** Every link of a cluster, by the names of its two ends. */
export class Links {
  readonly host: ProxyHost
  private readonly client: Toxiproxy
  private readonly byName = new Map<string, Link>()

  constructor(host: ProxyHost) {
    this.host = host
    this.client = new Toxiproxy(host.url)
  }

  /** `from` is a node's name, or that of someone outside of the cluster (`clients`, `operator`). */
  async add(from: string, to: Node, fromOutside: boolean): Promise<Link> {
    const proxy = await this.client.createProxy({
      name: linkName(from, to.name),
      listen: this.host.listen(fromOutside),
      upstream: `${to.address.host}:${to.address.port}`,
    })
    const port = Number(proxy.listen.slice(proxy.listen.lastIndexOf(':') + 1))
    const endpoint = fromOutside ? this.host.fromHarness(port) : this.host.fromNodes(port)
    const link = new Link(from, to.name, endpoint, proxy)
    this.byName.set(link.name, link)
    return link
  }

  between(from: string, to: string): Link {
    const link = this.byName.get(linkName(from, to))
    if (link === undefined)
      throw new SplitbrainError(
        'usage',
        `There is no link ${linkName(from, to)}; there are ${[...this.byName.keys()].join(', ')}.`,
      )
    return link
  }

  all(): Link[] {
    return [...this.byName.values()]
  }

  /** Cuts every link that `which` chooses; the undo heals just those. */
  async cut(which: (link: Link) => boolean): Promise<Undo> {
    const undos = await Promise.all(
      this.all()
        .filter(which)
        .map((link) => link.cut()),
    )
    return async () => {
      await Promise.all(undos.map((undo) => undo()))
    }
  }
}

function linkName(from: string, to: string): string {
  return `${from}-to-${to}`
}
