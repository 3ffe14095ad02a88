import { connect, type Socket } from 'node:net'
import { Chunks } from './chunks.ts'
import {
  GREETING,
  handshakeFlags,
  info,
  option,
  OPTION_MAGIC,
  optionReply,
  REPLY_BYTES,
  REPLY_MAGIC,
  type DiskRequest,
} from './protocol.ts'
import { encodeRequest, encodeTold } from './requests.ts'
import type { AsMirror } from './state.ts'

/** What the other disk's server said of a request: an errno, or 0. */
type Acknowledged = (error: number) => void

/** A client of another disk's server, on one connection: what is asked first is done first. */
export class Peer {
  readonly sizeBytes: number
  private readonly socket: Socket
  private readonly chunks: Chunks
  private readonly awaited = new Map<bigint, Acknowledged>()
  private asked = 0n
  private heardAt = performance.now()

  private constructor(socket: Socket, chunks: Chunks, sizeBytes: number) {
    this.socket = socket
    this.chunks = chunks
    this.sizeBytes = sizeBytes
  }

  /** Connects; throws where that takes longer than the limit. `lost` is told once why the connection ended. */
  static async connect(
    to: { host: string; port: number },
    as: string,
    limitMs: number,
    lost: (why: string) => void,
  ): Promise<Peer> {
    const socket = connect({ ...to, noDelay: true })
    const chunks = new Chunks(socket)
    const timer = setTimeout(() => socket.destroy(new Error('it does not answer')), limitMs)
    try {
      const sizeBytes = await shakeHands(socket, chunks, as)
      const peer = new Peer(socket, chunks, sizeBytes)
      void peer.listen().then(lost)
      const watch = setInterval(() => peer.giveUpAfter(limitMs), limitMs / 4)
      socket.once('close', () => clearInterval(watch))
      return peer
    } catch (error) {
      socket.destroy()
      throw error
    } finally {
      clearTimeout(timer)
    }
  }

  send(request: DiskRequest, acknowledged: Acknowledged): void {
    this.ask((cookie) => encodeRequest(request, cookie), request.data, acknowledged)
  }

  /** What it is from all that was sent before; `told` once it knows. */
  tell(what: AsMirror, told: () => void): void {
    const acknowledged = (error: number) => {
      if (error === 0) told()
      else this.close(`it can't be told that it is ${what}`)
    }
    this.ask((cookie) => encodeTold(what, cookie), undefined, acknowledged)
  }

  private ask(
    head: (cookie: bigint) => Buffer,
    data: Buffer | undefined,
    acknowledged: Acknowledged,
  ): void {
    if (this.awaited.size === 0) this.heardAt = performance.now()
    const cookie = this.asked++
    this.awaited.set(cookie, acknowledged)
    this.socket.cork()
    this.socket.write(head(cookie))
    if (data !== undefined) this.socket.write(data)
    process.nextTick(() => this.socket.uncork())
  }

  close(why: string): void {
    this.socket.destroy(new Error(why))
  }

  /** A connection over which nothing comes may be one that nobody can tell from a slow one. */
  private giveUpAfter(limitMs: number): void {
    if (this.awaited.size > 0 && performance.now() - this.heardAt > limitMs)
      this.socket.destroy(new Error('it does not answer'))
  }

  /** Returns why there is nothing more to hear. */
  private async listen(): Promise<string> {
    try {
      for (;;) {
        const reply = await this.chunks.take(REPLY_BYTES)
        this.heardAt = performance.now()
        if (reply.readUInt32BE(0) !== REPLY_MAGIC) throw new Error('it speaks no NBD')
        const cookie = reply.readBigUInt64BE(8)
        const acknowledged = this.awaited.get(cookie)
        this.awaited.delete(cookie)
        acknowledged?.(reply.readUInt32BE(4))
      }
    } catch (error) {
      this.socket.destroy()
      return (error as Error).message
    }
  }
}

/** Asks for the disk by a name, and returns how large it is. */
async function shakeHands(socket: Socket, chunks: Chunks, as: string): Promise<number> {
  const greeting = await chunks.take(18)
  if (!greeting.subarray(0, 16).equals(GREETING)) throw new Error('it speaks no NBD')
  const hello = Buffer.alloc(4)
  hello.writeUInt32BE(handshakeFlags.fixedNewstyle | handshakeFlags.noZeroes)
  const name = Buffer.from(as)
  const asked = Buffer.alloc(4 + name.length + 2)
  asked.writeUInt32BE(name.length, 0)
  name.copy(asked, 4)
  const head = Buffer.alloc(16)
  OPTION_MAGIC.copy(head)
  head.writeUInt32BE(option.go, 8)
  head.writeUInt32BE(asked.length, 12)
  socket.write(Buffer.concat([hello, head, asked]))
  let sizeBytes = -1
  for (;;) {
    const reply = await chunks.take(20)
    const data = await chunks.take(reply.readUInt32BE(16))
    const type = reply.readUInt32BE(12)
    if (type === optionReply.ack && sizeBytes >= 0) return sizeBytes
    if (type !== optionReply.info) throw new Error(`it refuses ${as}: ${data.toString()}`)
    if (data.readUInt16BE(0) === info.export) sizeBytes = Number(data.readBigUInt64BE(2))
  }
}
