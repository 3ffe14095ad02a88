import type { Proxy } from 'toxiproxy-node-client'
import type { Endpoint } from '../runtimes/runtime.ts'
import { together, type Undo } from '../undo.ts'

/** The two directions of a link: upstream leads from the one who connects to the one who accepts. */
export type Stream = 'upstream' | 'downstream'

export const bothStreams: readonly Stream[] = ['upstream', 'downstream']

/** A toxic as Toxiproxy names it, without its place. */
export interface Poison {
  type: 'timeout' | 'latency' | 'bandwidth' | 'reset_peer'
  attributes: Record<string, number>
}

/** Connections that are cut at a message of their protocol. */
export interface MessageCut {
  undo: Undo
  /** How many there were so far, and how many could not be followed. */
  told(): Promise<{ cut: number; unfollowed: number }>
}

/** A link as it is declared: who opens connections to whom, and what for. */
export interface LinkSpec {
  /** A node, or someone outside of the cluster. */
  from: string
  to: string
  /** The name of a port of `to`; its first where none is named. */
  port?: string
  /** What it is for, by a name that all links for the same have. */
  group: string
}

let toxics = 0

/**
 * One way of connecting (`from` opens, `to` accepts), through a proxy of its own. Its effects add up and are taken
 * back one by one, so two faults on one link never heal each other.
 */
export class Link {
  readonly from: string
  readonly to: string
  readonly group: string
  readonly name: string
  /** Where `from` connects instead of connecting to `to` itself. */
  readonly endpoint: Endpoint
  /** Where the proxy listens, as its own host sees it. */
  readonly port: number
  readonly proxyName: string
  /** What is being done to it, in words. */
  private readonly underEffect = new Set<{ words: string }>()
  private readonly proxy: Proxy

  constructor(spec: LinkSpec, endpoint: Endpoint, port: number, proxy: Proxy) {
    this.from = spec.from
    this.to = spec.to
    this.group = spec.group
    this.name = nameOfLink(spec)
    this.endpoint = endpoint
    this.port = port
    this.proxyName = proxy.name
    this.proxy = proxy
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
  async poison(poison: Poison, streams: readonly Stream[], words: string): Promise<Undo> {
    const name = `${poison.type}-${toxics++}`
    const add = async (stream: Stream): Promise<Undo> => {
      const toxic = { ...poison, name: `${name}-${stream}`, stream, toxicity: 1 }
      const added = await this.proxy.addToxic(toxic as never)
      return () => added.remove()
    }
    return noted([this.note(words)], together(streams.map(add)))
  }

  /** Cuts each connection at such a message, of a statement that begins so; where the server follows the link. */
  async cutAt(attributes: { message: string; statement: string }): Promise<MessageCut> {
    const name = `splitbrain_cut_at-${toxics++}`
    const toxic = { type: 'splitbrain_cut_at', name, stream: 'downstream', toxicity: 1, attributes }
    const add = async (): Promise<Undo> => {
      const added = await this.proxy.addToxic(toxic as never)
      return () => added.remove()
    }
    const undo = await noted([this.note(`cut at ${attributes.message}`)], add())
    const told = async () => {
      const answer = await fetch(`${this.proxy.getPath()}/toxics/${name}`)
      return ((await answer.json()) as { connections: { cut: number; unfollowed: number } })
        .connections
    }
    return { undo, told }
  }
}

/** Forgets what was noted of an act when the act is undone, or has failed. */
export async function noted(forget: readonly (() => void)[], act: Promise<Undo>): Promise<Undo> {
  const forgetAll = () => forget.forEach((each) => each())
  const undo = await act.catch((error: unknown) => {
    forgetAll()
    throw error
  })
  return async () => {
    await undo()
    forgetAll()
  }
}

/** What a link is called: `n1-to-n2`, or `n1-to-n2.rest` where it leads to a port that is not the first. */
export function nameOfLink({ from, to, port }: Omit<LinkSpec, 'group'>): string {
  return port === undefined ? linkName(from, to) : `${linkName(from, to)}.${port}`
}

export function linkName(from: string, to: string): string {
  return `${from}-to-${to}`
}
