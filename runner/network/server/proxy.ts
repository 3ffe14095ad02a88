import { once } from 'node:events'
import { createServer } from 'node:net'
import type { AddressInfo, Server, Socket } from 'node:net'
import { formatAddress, parseAddress, resolveListen } from './address.ts'
import type { Address } from './address.ts'
import { Connection, SOCKET_BUFFER_BYTES } from './connection.ts'
import type { Traffic } from './connection.ts'
import { CUT_AT } from './cut-at.ts'
import { protocols } from './protocols.ts'
import { Follower } from './follower.ts'
import type { Direction, Toxic } from './toxic.ts'

export interface ProxyFields {
  name: string
  listen: string
  upstream: string
  /** What its connections are followed by, from their first byte; the original has no such thing. */
  protocol?: string
}

const BACKLOG = 4096

const bindErrors: Record<string, string> = {
  EADDRINUSE: 'address already in use',
  EADDRNOTAVAIL: 'cannot assign requested address',
  EACCES: 'permission denied',
}

/** A listening address, its upstream and its toxics; it lives on, without connections, while it is disabled. */
export class Proxy {
  readonly name: string
  listen: string
  upstream: string
  readonly protocol: string | undefined
  readonly toxics: Record<Direction, Toxic[]> = { upstream: [], downstream: [] }
  /** Toxics that look at what is said, and that no bytes go through. */
  private readonly cuts: Toxic[] = []
  private server: Server | undefined
  private readonly connections = new Set<Connection>()
  /** Of the connections that are gone. */
  private readonly past: Traffic = {
    upstream: { received: 0, sent: 0 },
    downstream: { received: 0, sent: 0 },
  }

  constructor({ name, listen, upstream, protocol }: ProxyFields) {
    this.name = name
    this.listen = listen
    this.upstream = upstream
    this.protocol = protocol
  }

  get enabled(): boolean {
    return this.server !== undefined
  }

  /** Listens; from then on `listen` is the address it really has. */
  async start(): Promise<void> {
    if (this.server) return
    const address = await resolveListen(this.listen).catch((error: Error) => {
      throw new Error(`listen tcp: ${error.message}`)
    })
    const server = createServer({
      noDelay: true,
      allowHalfOpen: true,
      pauseOnConnect: true,
      highWaterMark: SOCKET_BUFFER_BYTES,
    })
    server.on('connection', (client) => this.accept(client))
    server.listen({ host: address.host || undefined, port: address.port, backlog: BACKLOG })
    await once(server, 'listening').catch((error: NodeJS.ErrnoException) => {
      throw bindError(address, error)
    })
    // One connection that can't be accepted, for want of a file descriptor for one, must not end the rest.
    server.on('error', () => {})
    this.listen = formatAddress(server.address() as AddressInfo)
    this.server = server
  }

  /** Refuses new connections and closes the ones there are, at once. */
  stop(): void {
    this.server?.close()
    this.server = undefined
    for (const connection of this.connections) connection.destroy()
  }

  /** Another address or upstream closes every connection. */
  async update({
    listen,
    upstream,
    enabled,
  }: Omit<ProxyFields, 'name' | 'protocol'> & { enabled: boolean }) {
    if (await this.differs({ listen, upstream })) {
      this.stop()
      this.listen = listen
      this.upstream = upstream
    }
    if (!enabled) this.stop()
    else await this.start()
  }

  async differs({ listen, upstream }: Pick<ProxyFields, 'listen' | 'upstream'>): Promise<boolean> {
    const { host, port } = await resolveListen(listen)
    return this.listen !== formatAddress({ address: host, port }) || this.upstream !== upstream
  }

  get traffic(): Traffic {
    const total = structuredClone(this.past)
    for (const connection of this.connections) addTraffic(total, connection.traffic)
    return total
  }

  findToxic(name: string): Toxic | undefined {
    return this.allToxics.find((toxic) => toxic.name === name)
  }

  get allToxics(): Toxic[] {
    return [...this.toxics.upstream, ...this.toxics.downstream, ...this.cuts]
  }

  addToxic(toxic: Toxic): void {
    if (toxic.type === CUT_AT) return void this.cuts.push(toxic)
    this.toxics[toxic.direction].push(toxic)
    for (const connection of this.connections) connection.link(toxic.direction)?.add(toxic)
  }

  /** To be called after the toxic's fields have changed. */
  updateToxic(toxic: Toxic): void {
    for (const connection of this.connections) connection.link(toxic.direction)?.update(toxic)
  }

  removeToxic(toxic: Toxic): void {
    const toxics = toxic.type === CUT_AT ? this.cuts : this.toxics[toxic.direction]
    toxics.splice(toxics.indexOf(toxic), 1)
    for (const connection of this.connections) connection.link(toxic.direction)?.remove(toxic)
  }

  toJSON(): object {
    const { name, listen, upstream, protocol, enabled, allToxics } = this
    const followed = protocol === undefined ? {} : { protocol }
    return { name, listen, upstream, enabled, ...followed, Logger: {}, toxics: allToxics }
  }

  private follower(): Follower | undefined {
    const begin = this.protocol === undefined ? undefined : protocols.get(this.protocol)
    return begin && new Follower(begin(), this.cuts)
  }

  private accept(client: Socket): void {
    let target: Address
    try {
      target = parseAddress(this.upstream)
    } catch {
      client.destroy()
      return
    }
    if (target.host === '') target.host = 'localhost'
    const connection: Connection = new Connection(
      client,
      target,
      () => this.toxics,
      () => {
        this.connections.delete(connection)
        addTraffic(this.past, connection.traffic)
      },
      this.follower(),
    )
    this.connections.add(connection)
  }
}

function addTraffic(total: Traffic, more: Traffic): void {
  for (const direction of ['upstream', 'downstream'] as const) {
    total[direction].received += more[direction].received
    total[direction].sent += more[direction].sent
  }
}

function bindError({ host, port }: Address, error: NodeJS.ErrnoException): Error {
  const address = formatAddress({ address: host, port })
  return new Error(`listen tcp ${address}: bind: ${bindErrors[error.code ?? ''] ?? error.message}`)
}
