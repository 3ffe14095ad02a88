import type { Socket } from 'node:net'

/** What comes over a connection, to be taken in pieces of so many bytes. Nothing is copied that came in one piece. */
export class Chunks {
  private held: Buffer[] = []
  private heldBytes = 0
  private ended: Error | undefined
  private wanted: { bytes: number; ready: () => void } | undefined

  constructor(socket: Socket) {
    socket.on('data', (chunk: Buffer) => {
      this.held.push(chunk)
      this.heldBytes += chunk.length
      if (this.wanted !== undefined && this.heldBytes >= this.wanted.bytes) this.wanted.ready()
    })
    socket.once('error', (error) => (this.ended ??= error))
    socket.once('close', () => {
      this.ended ??= new Error('it hung up')
      this.wanted?.ready()
    })
  }

  /** Rejects where the connection ends before so many have come. */
  async take(bytes: number): Promise<Buffer> {
    if (this.heldBytes < bytes) {
      if (this.ended === undefined)
        await new Promise<void>((ready) => (this.wanted = { bytes, ready }))
      this.wanted = undefined
      if (this.heldBytes < bytes) throw this.ended ?? new Error('it hung up')
    }
    return this.cut(bytes)
  }

  /** As take, where it is here already. */
  takeNow(bytes: number): Buffer | undefined {
    return this.heldBytes < bytes ? undefined : this.cut(bytes)
  }

  private cut(bytes: number): Buffer {
    this.heldBytes -= bytes
    const [first] = this.held
    if (first !== undefined && first.length > bytes) {
      this.held[0] = first.subarray(bytes)
      return first.subarray(0, bytes)
    }
    if (first?.length === bytes) return this.held.shift()!
    const whole = Buffer.allocUnsafe(bytes)
    for (let at = 0; at < bytes;) {
      const piece = this.held[0]
      const count = piece.copy(whole, at)
      at += count
      if (count === piece.length) this.held.shift()
      else this.held[0] = piece.subarray(count)
    }
    return whole
  }
}
