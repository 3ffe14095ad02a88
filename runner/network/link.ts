import type { Proxy } from 'toxiproxy-node-client'
import { SplitbrainError } from '../../history/errors.ts'
import type { Endpoint } from '../runtimes/runtime.ts'
import { allOf, type Disturbance } from '../disturbance.ts'
import type { Effect } from '../../history/effect.ts'
import { readToxics } from './traffic.ts'

/** The two directions of a link: upstream leads from the one who connects to the one who accepts. */
export type Stream = 'upstream' | 'downstream'

export const bothStreams: readonly Stream[] = ['upstream', 'downstream']

/** A toxic as Toxiproxy names it, without its place. */
export interface Poison {
  type: 'timeout' | 'latency' | 'bandwidth' | 'reset_peer'
  attributes: Record<string, number>
}

/** What becomes of the bytes that each of them takes. */
const fates: Record<Poison['type'], string> = {
  timeout: 'bytesLost',
  latency: 'bytesDelayed',
  bandwidth: 'bytesSlowed',
  reset_peer: 'bytesReset',
}

/** Nothing gets on, and nothing is lost. */
function isStill({ type, attributes }: Poison): boolean {
  return type === 'bandwidth' && attributes.rate === 0
}

/** A link as it is declared: who opens connections to whom, and what for. */
export interface LinkSpec {
  /** A node, or someone outside of the cluster. */
  from: string
  to: string
  /** The name of a port of `to`; its first where none is named. */
  port?: string
  /** All that these two nodes send each other, whoever connects, with no proxy on its way. */
  direct?: true
  /** Whether a node opens it that says statements as clients do, so that what is said can be followed. */
  asClient?: true
  /** What statements are said in on it, where that is not PostgreSQL's protocol. */
  protocol?: 'mysql'
  /** What it is for, by a name that all links for the same have. */
  group: string
}

/** The proxy of a link, and where its server is asked. */
interface Proxied {
  proxy: Proxy
  serverUrl: string
}

const CLIENTS = 'clients'
let toxics = 0

/**
 * One way of connecting (`from` opens, `to` accepts), through a proxy of its own. Its effects add up and are taken
 * back one by one, so two faults on one link never heal each other.
 */
export class Link {
  readonly from: string
  readonly to: string
  readonly group: string
  readonly asClient: boolean
  readonly name: string
  /** Where `from` connects instead of connecting to `to` itself. */
  readonly endpoint: Endpoint
  /** Where the proxy listens, as its own host sees it; of a direct link where the other end does. */
  readonly port: number
  /** The other end's address, where the link leads there directly. */
  readonly host: string | undefined
  readonly proxyName: string
  /** What is being done to it, in words. */
  private readonly underEffect = new Set<{ words: string }>()
  private readonly way: Proxied | undefined

  constructor(spec: LinkSpec, endpoint: Endpoint, port: number, way?: Proxied) {
    this.from = spec.from
    this.to = spec.to
    this.group = spec.group
    this.asClient = speaksAsClient(spec)
    this.name = nameOfLink(spec)
    this.endpoint = endpoint
    this.port = port
    this.host = way === undefined ? endpoint.host : undefined
    this.proxyName = way?.proxy.name ?? ''
    this.way = way
  }

  private get proxied(): Proxied {
    if (this.way !== undefined) return this.way
    throw new SplitbrainError('usage', `Link ${this.name} runs over no proxy: it can be cut alone.`)
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
  async poison(poison: Poison, streams: readonly Stream[], words: string): Promise<Disturbance> {
    const prefix = `${poison.type}-${toxics++}`
    const add = async (stream: Stream): Promise<Disturbance> => {
      const name = `${prefix}-${stream}`
      const toxic = { ...poison, name, stream, toxicity: 1 }
      const added = await this.proxied.proxy.addToxic(toxic as never)
      return { undo: () => added.remove(), effect: () => this.effectOf(name, poison) }
    }
    return noted([this.note(words)], allOf(streams.map(add)))
  }

  private async effectOf(toxic: string, poison: Poison): Promise<Effect | undefined> {
    const all = await readToxics(this.proxied.serverUrl, this.proxyName)
    if (all === undefined) return undefined
    const bytes = all.get(toxic)
    if (bytes === undefined) throw new Error(`The proxy ${this.proxyName} has lost its toxic.`)
    const stays = poison.type === 'timeout' || isStill(poison)
    const met = stays ? bytes.taken - bytes.passed : bytes.taken
    return { took: met > 0, by: { [isStill(poison) ? 'bytesHeld' : fates[poison.type]]: met } }
  }

  /** Cuts each connection at such a message, of a statement that begins so; where the server follows the link. */
  async cutAt(attributes: { message: string; statement: string }): Promise<Disturbance> {
    const name = `splitbrain_cut_at-${toxics++}`
    const toxic = { type: 'splitbrain_cut_at', name, stream: 'downstream', toxicity: 1, attributes }
    const add = async (): Promise<Disturbance> => {
      const added = await this.proxied.proxy.addToxic(toxic as never)
      return { undo: () => added.remove(), effect: () => this.cutBy(name, attributes.message) }
    }
    return noted([this.note(`cut at ${attributes.message}`)], add())
  }

  private async cutBy(toxic: string, message: string): Promise<Effect> {
    const answer = await fetch(`${this.proxied.proxy.getPath()}/toxics/${toxic}`)
    const { connections } = (await answer.json()) as { connections: Record<string, number> }
    const { cut: connectionsCut, unfollowed: connectionsNotFollowed } = connections
    return { took: connectionsCut > 0, by: { message, connectionsCut, connectionsNotFollowed } }
  }
}

/** Forgets what was noted of something when it is undone, or has failed. */
export async function noted(
  forget: readonly (() => void)[],
  act: Promise<Disturbance>,
): Promise<Disturbance> {
  const forgetAll = () => forget.forEach((each) => each())
  const { undo, effect } = await act.catch((error: unknown) => {
    forgetAll()
    throw error
  })
  return {
    effect,
    async undo() {
      await undo()
      forgetAll()
    },
  }
}

/** What a link is called: `n1-to-n2`, or `n1-to-n2.rest` where it leads to a port that is not the first. */
export function nameOfLink({ from, to, port }: Omit<LinkSpec, 'group'>): string {
  return port === undefined ? linkName(from, to) : `${linkName(from, to)}.${port}`
}

/** Whether statements are said on it, by clients or as they do. */
export function speaksAsClient({ from, asClient }: { from: string; asClient?: boolean }): boolean {
  return from === CLIENTS || asClient === true
}

export function linkName(from: string, to: string): string {
  return `${from}-to-${to}`
}
