import type { Socket } from 'node:net'
import { Chunks } from './chunks.ts'
import type { Device } from './device.ts'
import { shakeHands } from './handshake.ts'
import {
  command,
  commandFlag,
  errno,
  MOST_PAYLOAD_BYTES,
  REPLY_BYTES,
  REPLY_MAGIC,
  REQUEST_BYTES,
  REQUEST_MAGIC,
  type DiskRequest,
} from './protocol.ts'
import { typeOf } from './requests.ts'

/** A reader that takes nothing is waited for beyond so much. */
const MOST_UNREAD_BYTES = 16 * 1024 * 1024

/** One connection of a client: what it asks is carried out as it comes, and answered as soon as it is done. */
export class Client {
  /** The export that it asked for, by which it is known from then on. */
  name: string | undefined
  private readonly socket: Socket
  private readonly device: Device
  private readonly chunks: Chunks
  private head: Buffer | undefined

  constructor(socket: Socket, device: Device) {
    this.socket = socket
    this.device = device
    this.chunks = new Chunks(socket)
    socket.on('error', () => {})
  }

  /** Serves it until it leaves, breaks the protocol, or is not admitted by its name. */
  async serve(refusalOf: (name: string) => string | undefined): Promise<void> {
    const name = await shakeHands(this.socket, this.chunks, this.device.sizeBytes, refusalOf)
    if (name === undefined) return this.hangUp()
    this.name = name
    this.socket.on('data', () => this.takeRequests())
    this.socket.on('drain', () => {
      this.socket.resume()
      this.takeRequests()
    })
    this.takeRequests()
  }

  hangUp(): void {
    this.socket.destroy()
  }

  private takeRequests(): void {
    this.socket.cork()
    try {
      while (!this.socket.destroyed && !this.isUnread && this.takeRequest());
    } finally {
      this.socket.uncork()
    }
    if (this.isUnread) this.socket.pause()
  }

  private get isUnread(): boolean {
    return this.socket.writableLength > MOST_UNREAD_BYTES
  }

  /** Whether there was a whole one. */
  private takeRequest(): boolean {
    this.head ??= this.chunks.takeNow(REQUEST_BYTES)
    if (this.head === undefined) return false
    const code = this.head.readUInt16BE(6)
    const length = this.head.readUInt32BE(24)
    const payloadBytes = code === command.write ? length : 0
    if (this.head.readUInt32BE(0) !== REQUEST_MAGIC || payloadBytes > MOST_PAYLOAD_BYTES) {
      this.hangUp()
      return false
    }
    const data = payloadBytes > 0 ? this.chunks.takeNow(payloadBytes) : undefined
    if (payloadBytes > 0 && data === undefined) return false
    this.carryOut(this.head, data)
    this.head = undefined
    return true
  }

  private carryOut(head: Buffer, data: Buffer | undefined): void {
    const code = head.readUInt16BE(6)
    const cookie = head.readBigUInt64BE(8)
    if (code === command.disconnect) return void this.socket.end()
    if (code === command.asMirror) {
      this.device.asMirror = head.readBigUInt64BE(16) === 0n ? 'whole' : 'incomplete'
      return this.answer(cookie, 0)
    }
    const request = requestIn(head, data)
    if (request === undefined) return this.answer(cookie, errno.EINVAL)
    const refusal = refusalOf(request, head.readUInt16BE(4), this.device.sizeBytes)
    if (refusal !== 0) return this.answer(cookie, refusal)
    this.device.submit(request, (error, read) => this.answer(cookie, error, read))
  }

  private answer(cookie: bigint, error: number, data?: Buffer): void {
    if (this.socket.destroyed || !this.socket.writable) return
    const head = Buffer.allocUnsafe(REPLY_BYTES)
    head.writeUInt32BE(REPLY_MAGIC, 0)
    head.writeUInt32BE(error, 4)
    head.writeBigUInt64BE(cookie, 8)
    this.socket.cork()
    this.socket.write(head)
    if (data !== undefined) this.socket.write(data)
    this.socket.uncork()
  }
}

function requestIn(head: Buffer, data: Buffer | undefined): DiskRequest | undefined {
  const type = typeOf(head.readUInt16BE(6))
  if (type === undefined) return undefined
  const offset = Number(head.readBigUInt64BE(16))
  const fua = (head.readUInt16BE(4) & commandFlag.fua) !== 0
  return { type, offset, length: head.readUInt32BE(24), fua, data }
}

/** The errno of a request that can't be carried out, else 0. */
function refusalOf({ type, offset, length }: DiskRequest, flags: number, sizeBytes: number) {
  if ((flags & ~(commandFlag.fua | commandFlag.noHole)) !== 0) return errno.EINVAL
  if (type === 'flush') return offset === 0 && length === 0 ? 0 : errno.EINVAL
  if (length === 0) return errno.EINVAL
  if (type === 'read' && length > MOST_PAYLOAD_BYTES) return errno.EOVERFLOW
  if (offset + length <= sizeBytes) return 0
  return type === 'read' || type === 'trim' ? errno.EINVAL : errno.ENOSPC
}
