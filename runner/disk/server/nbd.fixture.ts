import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { connect, type AddressInfo, type NetConnectOpts, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { DiskApi } from '../disk-api.ts'
import { startDiskServer } from './server.ts'

const types = { read: 0, write: 1, disconnect: 2, flush: 3, trim: 4, zero: 6 } as const

interface Awaited {
  length: number
  resolve(reply: Reply): void
  reject(error: Error): void
}

export interface Reply {
  error: number
  data: Buffer
}

/** Speaks NBD byte by byte as the protocol's document has it, and shares no code with the server. */
export class NbdClient {
  readonly socket: Socket
  private held: Buffer = Buffer.alloc(0)
  private isOver = false
  private heard = Promise.withResolvers<void>()
  private readonly awaited = new Map<bigint, Awaited>()
  private asked = 0n

  private constructor(socket: Socket) {
    this.socket = socket
    socket.on('error', () => {})
    socket.on('data', (chunk: Buffer) => {
      this.held = Buffer.concat([this.held, chunk])
      this.hear()
    })
    socket.once('close', () => {
      this.isOver = true
      for (const { reject } of this.awaited.values()) reject(new Error('it hung up'))
      this.hear()
    })
  }

  private hear(): void {
    this.heard.resolve()
    this.heard = Promise.withResolvers()
  }

  /** The connection alone, past the greeting. */
  static async greeted(at: NetConnectOpts, flags = 3): Promise<NbdClient> {
    const client = new NbdClient(connect(at))
    await once(client.socket, 'connect')
    const greeting = await client.take(18)
    if (greeting.toString('latin1', 0, 16) !== 'NBDMAGICIHAVEOPT') throw new Error('no NBD')
    client.socket.write(numbers([4, flags]))
    return client
  }

  /** Ready for requests whose bytes the test sends itself. */
  static async raw(at: NetConnectOpts): Promise<NbdClient> {
    const client = await NbdClient.greeted(at)
    client.sayOption(1, Buffer.from('raw'))
    await client.take(10)
    return client
  }

  /** Ready for requests. Rejects where the server refuses the name. */
  static async open(at: NetConnectOpts, name = 'test'): Promise<NbdClient> {
    const client = await NbdClient.greeted(at)
    client.sayOption(7, goData(name))
    for (;;) {
      const { type, data } = await client.optionReply()
      if (type === 1) break
      if (type !== 3) throw new Error(`refused: ${type.toString(16)} ${data.toString()}`)
    }
    void client.listen()
    return client
  }

  sayOption(code: number, data: Buffer = Buffer.alloc(0)): void {
    const head = Buffer.concat([Buffer.from('IHAVEOPT'), numbers([4, code], [4, data.length])])
    this.socket.write(Buffer.concat([head, data]))
  }

  async optionReply(): Promise<{ code: number; type: number; data: Buffer }> {
    const head = await this.take(20)
    if (head.toString('hex', 0, 8) !== '0003e889045565a9') throw new Error('no reply to an option')
    const data = await this.take(head.readUInt32BE(16))
    return { code: head.readUInt32BE(8), type: head.readUInt32BE(12), data }
  }

  /** Rejects where the connection ends before it is answered. */
  async ask(
    type: keyof typeof types,
    { offset = 0, length = 0, flags = 0, data = Buffer.alloc(0) as Buffer } = {},
  ): Promise<Reply> {
    const cookie = this.asked++
    const { promise, resolve, reject } = Promise.withResolvers<Reply>()
    this.awaited.set(cookie, { length: type === 'read' ? length : 0, resolve, reject })
    const told = type === 'write' ? data.length : length
    this.socket.write(Buffer.concat([requestHead(types[type], cookie, offset, told, flags), data]))
    return promise
  }

  async read(offset: number, length: number): Promise<Buffer> {
    return done(await this.ask('read', { offset, length }))
  }

  async write(offset: number, data: Buffer, flags = 0): Promise<void> {
    done(await this.ask('write', { offset, data, flags }))
  }

  async flush(): Promise<void> {
    done(await this.ask('flush'))
  }

  /** As many bytes, once they are there; rejects where the connection ends before. */
  async take(bytes: number): Promise<Buffer> {
    while (this.held.length < bytes) {
      if (this.isOver) throw new Error('it hung up')
      await this.heard.promise
    }
    const taken = this.held.subarray(0, bytes)
    this.held = this.held.subarray(bytes)
    return taken
  }

  private async listen(): Promise<void> {
    try {
      for (;;) {
        const head = await this.take(16)
        if (head.readUInt32BE(0) !== 0x67446698) throw new Error('no reply')
        const error = head.readUInt32BE(4)
        const { length, resolve } = this.awaited.get(head.readBigUInt64BE(8))!
        resolve({ error, data: error === 0 ? await this.take(length) : Buffer.alloc(0) })
      }
    } catch {
      this.socket.destroy()
    }
  }

  [Symbol.dispose](): void {
    this.socket.destroy()
  }
}

function done({ error, data }: Reply): Buffer {
  if (error !== 0) throw new Error(`errno ${error}`)
  return data
}

/** A request's head, also of one that no client should send. */
export function requestHead(
  type: number,
  cookie: bigint,
  offset: number | bigint,
  length: number,
  flags = 0,
  magic = 0x25609513,
): Buffer {
  return numbers([4, magic], [2, flags], [2, type], [8, cookie], [8, BigInt(offset)], [4, length])
}

/** What OPT_GO and OPT_INFO carry. */
export function goData(name: string): Buffer {
  return Buffer.concat([numbers([4, Buffer.byteLength(name)]), Buffer.from(name), numbers([2, 0])])
}

/** Numbers in the order of the network, each with its bytes. */
export function numbers(...all: [bytes: 2 | 4 | 8, value: number | bigint][]): Buffer {
  return Buffer.concat(
    all.map(([bytes, value]) =>
      Buffer.from(
        BigInt(value)
          .toString(16)
          .padStart(bytes * 2, '0'),
        'hex',
      ),
    ),
  )
}

export interface TestDisk {
  api: DiskApi
  at: { path: string }
  /** The same by TCP, on 127.0.0.1. */
  port: number
  /** The file of its medium. */
  file: string
  open(name?: string): Promise<NbdClient>
}

/** A disk's server in this process, until the end of the test. */
export async function testDisk(
  t: TestContext,
  { sizeBytes = 2 ** 20, cacheBytes = 2 ** 26, forOne = false } = {},
): Promise<TestDisk> {
  const folder = await mkdtemp(join(tmpdir(), 'disk-'))
  const at = { path: join(folder, 'socket') }
  const file = join(folder, 'disk.img')
  const api = { host: '127.0.0.1', port: 0 }
  const clients = [at, api]
  const server = await startDiskServer({ file, sizeBytes, cacheBytes, clients, api, forOne })
  t.after(async () => {
    await server.close()
    await rm(folder, { recursive: true })
  })
  return {
    api: new DiskApi(
      () => server.url,
      async () => false,
    ),
    at,
    port: (server.addresses[1] as AddressInfo).port,
    file,
    open: (name) => NbdClient.open(at, name),
  }
}
