import type { Readable } from 'node:stream'

const NEWLINE = 10

/** What comes over a connection, by the line or by so many bytes; a peer that breaks off or falls silent is an error. */
export class Inlet {
  private readonly chunks: AsyncIterator<Buffer>
  private rest: Buffer = Buffer.alloc(0)

  constructor(stream: Readable) {
    this.chunks = stream[Symbol.asyncIterator]()
  }

  async line(): Promise<string> {
    for (let from = 0; ;) {
      const end = this.rest.indexOf(NEWLINE, from)
      if (end >= 0) {
        const line = this.rest.toString('utf8', 0, end)
        this.rest = this.rest.subarray(end + 1)
        return line
      }
      from = this.rest.length
      this.rest = Buffer.concat([this.rest, await this.more()])
    }
  }

  async bytes(length: number): Promise<Buffer> {
    const parts = [this.rest]
    for (let missing = length - this.rest.length; missing > 0;) {
      const chunk = await this.more()
      parts.push(chunk)
      missing -= chunk.length
    }
    const all = Buffer.concat(parts)
    this.rest = all.subarray(length)
    return all.subarray(0, length)
  }

  private async more(): Promise<Buffer> {
    const { done, value } = await this.chunks.next()
    if (done) throw new Error('the peer broke off')
    return value
  }
}
