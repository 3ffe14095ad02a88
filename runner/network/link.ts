import type { Proxy } from 'toxiproxy-node-client'
import type { Endpoint } from '../runtimes/runtime.ts'
import type { Undo } from '../undo.ts'

/** The two directions of a link: upstream leads from the one who connects to the one who accepts. */
export type Stream = 'upstream' | 'downstream'

export const bothStreams: readonly Stream[] = ['upstream', 'downstream']

/** A toxic as Toxiproxy names it, without its place. */
export interface Poison {
  type: 'timeout' | 'latency' | 'bandwidth' | 'reset_peer'
  attributes: Record<string, number>
}

let toxics = 0

/**
 * One way of connecting (`from` opens, `to` accepts), through a proxy of its own. Its effects add up and are taken
 * back one by one, so two faults on one link never heal each other.
 */
export class Link {
  readonly from: string
  readonly to: string
  /** Where `from` connects instead of connecting to `to` itself. */
  readonly endpoint: Endpoint
  /** Where the proxy listens, as its own host sees it. */
  readonly port: number
  readonly proxyName: string
  /** What is being done to it, in words. */
  private readonly underEffect = new Set<{ words: string }>()
  private readonly proxy: Proxy

  constructor(from: string, to: string, endpoint: Endpoint, port: number, proxy: Proxy) {
    this.from = from
    this.to = to
    this.endpoint = endpoint
    this.port = port
    this.proxyName = proxy.name
    this.proxy = proxy
  }

  get name(): string {
    return linkName(this.from, this.to)
  }

  get effects(): string[] {
    return [...this.underEffect].map(({ words }) => words)
  }

  /** Notes an effect that something else has on this link, until the undo. */
  note(words: string): () => void {
    const effect = { words }
    this.underEffect.add(effect)
    return () => this.underEffect.delete(effect)
  }

  /** Adds a toxic to each of these directions. */
  async poison({ type, attributes }: Poison, streams: readonly Stream[], words: string) {
    const name = `${type}-${toxics++}`
    const added = await Promise.all(
      streams.map((stream) =>
        this.proxy.addToxic({
          name: `${name}-${stream}`,
          type,
          stream,
          toxicity: 1,
          attributes,
        } as never),
      ),
    )
    const forget = this.note(words)
    const undo: Undo = async () => {
      await Promise.all(added.map((toxic) => toxic.remove()))
      forget()
    }
    return undo
  }

  /** Takes the proxy away, where its server outlives the run. */
  async remove(): Promise<void> {
    await this.proxy.remove()
  }
}

export function linkName(from: string, to: string): string {
  return `${from}-to-${to}`
}
