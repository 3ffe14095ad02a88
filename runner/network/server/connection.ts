import { connect } from 'node:net'
import type { Socket } from 'node:net'
import type { Address } from './address.ts'
import { Flow } from './flow.ts'
import type { Follower } from './follower.ts'
import type { Direction, Toxic } from './toxic.ts'

/** A sync write of a whole read (64 kB) must not look like a full buffer, or every read would wait for a drain. */
export const SOCKET_BUFFER_BYTES = 128 * 1024

/**
 * How long a kernel asks a neighbour that is gone before it says that there is no route to it. The client's handshake is
 * with the proxy and over by then, so that no limit of its own for connecting would ever tell it that nobody is there.
 */
export const DIAL_LIMIT_MS = 3000

/** Bytes in each direction. */
export type Traffic = Record<Direction, { received: number; sent: number }>

/** A client and its upstream: two sockets and a link each way. Half-open it is never. */
export class Connection {
  readonly client: Socket
  readonly upstream: Socket
  private links: Record<Direction, Flow> | undefined
  /** With a reset_peer at its start, a connection closes with RST for all its life. */
  private abortive = false

  private readonly follower: Follower | undefined

  /**
   * `toxics` are read when the upstream has answered; `closed` is called when both sockets are gone. A `follower` may
   * cut it.
   */
  constructor(
    client: Socket,
    target: Address,
    toxics: () => Record<Direction, readonly Toxic[]>,
    closed: () => void,
    follower?: Follower,
  ) {
    this.client = client
    this.follower = follower
    // A variable, since the types don't know that connect() takes a stream's options too.
    const options = {
      ...target,
      noDelay: true,
      allowHalfOpen: true,
      highWaterMark: SOCKET_BUFFER_BYTES,
    }
    this.upstream = connect(options)
    let open = 2
    for (const socket of [this.client, this.upstream]) {
      // What went wrong shows in 'close', which follows.
      socket.on('error', () => {})
      socket.once('close', () => --open === 0 && closed())
    }
    this.upstream.setTimeout(DIAL_LIMIT_MS, () => this.upstream.destroy())
    this.upstream.once('connect', () => {
      this.upstream.setTimeout(0)
      this.start(toxics())
    })
    this.upstream.once('close', () => {
      if (!this.links) this.client.destroySoon()
    })
  }

  get traffic(): Traffic {
    const { client, upstream } = this
    return {
      upstream: { received: client.bytesRead, sent: upstream.bytesWritten },
      downstream: { received: upstream.bytesRead, sent: client.bytesWritten },
    }
  }

  link(direction: Direction): Flow | undefined {
    return this.links?.[direction]
  }

  destroy(): void {
    for (const socket of [this.client, this.upstream])
      if (this.abortive) socket.resetAndDestroy()
      else socket.destroy()
  }

  private start(toxics: Record<Direction, readonly Toxic[]>): void {
    const { client, upstream, follower } = this
    this.abortive = [...toxics.upstream, ...toxics.downstream].some(
      ({ type }) => type === 'reset_peer',
    )
    const flow = (direction: Direction, from: Socket, to: Socket) => {
      return new Flow(from, to, toxics[direction], () => this.close(to), follower?.of(direction))
    }
    this.links = {
      upstream: flow('upstream', client, upstream),
      downstream: flow('downstream', upstream, client),
    }
  }

  private close(socket: Socket): void {
    if (this.abortive) socket.resetAndDestroy()
    else socket.destroySoon()
  }
}
