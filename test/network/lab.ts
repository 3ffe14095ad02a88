import { once } from 'node:events'
import { connect, createServer } from 'node:net'
import type { AddressInfo, Socket } from 'node:net'
import { after } from 'node:test'
import { startServer } from '../../runner/network/server/server.ts'

/**
 * The server under test: ours, or the one that TOXIPROXY_URL names. That one must share this machine's 127.0.0.1 (a
 * container on the host's network does) and have no other users, and needs --test-concurrency=1: /reset is for all.
 */
export const isOurs = process.env.TOXIPROXY_URL === undefined

const ours = isOurs ? await startServer({ port: 0 }) : undefined
export const url = (process.env.TOXIPROXY_URL ?? ours!.url).replace(/\/$/, '')

const cleanups: (() => unknown)[] = []
const created = new Set<string>()

after(async () => {
  for (const name of created) await call('DELETE', `/proxies/${name}`)
  for (const cleanup of cleanups) cleanup()
  await ours?.close()
})

export interface Answer {
  status: number
  type: string | null
  text: string
  headers: Headers
  json: any
}

/** One request; `body` is sent as it is when it is a text. */
export async function call(
  method: string,
  path: string,
  body?: unknown,
  headers?: Record<string, string>,
): Promise<Answer> {
  const response = await fetch(url + path, {
    method,
    headers,
    body: body === undefined || typeof body === 'string' ? body : JSON.stringify(body),
  })
  const text = await response.text()
  return {
    status: response.status,
    type: response.headers.get('content-type'),
    text,
    headers: response.headers,
    get json() {
      return JSON.parse(text)
    },
  }
}

/** Like `call`, for steps that must succeed. */
export async function done(method: string, path: string, body?: unknown): Promise<any> {
  const answer = await call(method, path, body)
  if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.status} ${answer.text}`)
  return answer.text === '' ? undefined : answer.json
}

let names = 0

/** A name that no proxy has; a proxy of that name is deleted in the end. */
export function newName(): string {
  const name = `conformance-${process.pid}-${++names}`
  created.add(name)
  return name
}

export async function listen(handler: (socket: Socket) => void): Promise<string> {
  const server = createServer({ allowHalfOpen: true, noDelay: true }, (socket) => {
    socket.on('error', () => {})
    cleanups.push(() => socket.destroy())
    handler(socket)
  })
  cleanups.push(() => server.close())
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return `127.0.0.1:${(server.address() as AddressInfo).port}`
}

/** An address where nobody listens. */
export async function freeAddress(): Promise<string> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return `127.0.0.1:${port}`
}

/** One end of a connection, which keeps what it received and says how it ended. */
export class End {
  readonly socket: Socket
  received = Buffer.alloc(0)
  /** performance.now() of the last data. */
  lastAt = 0
  readonly closed: Promise<'FIN' | 'RST'>
  private changed = Promise.withResolvers<void>()

  constructor(socket: Socket) {
    this.socket = socket
    let how: 'FIN' | 'RST' = 'FIN'
    socket.on('data', (data) => {
      this.received = Buffer.concat([this.received, data])
      this.lastAt = performance.now()
      this.changed.resolve()
      this.changed = Promise.withResolvers()
    })
    socket.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'ECONNRESET') how = 'RST'
    })
    const { promise, resolve } = Promise.withResolvers<'FIN' | 'RST'>()
    this.closed = promise
    socket.once('end', () => resolve('FIN'))
    socket.once('close', () => resolve(how))
  }

  get text(): string {
    return this.received.toString()
  }

  send(data: string | Buffer): void {
    this.socket.write(data)
  }

  /** Until so many bytes have come in all; rejects if the connection ends before. */
  async bytes(count: number): Promise<void> {
    const ended = this.closed.then(() => 'ended')
    while (this.received.length < count)
      if ((await Promise.race([this.changed.promise, ended])) === 'ended')
        if (this.received.length < count)
          throw new Error(`ended after ${this.received.length} of ${count} bytes`)
  }
}

export async function dial(address: string): Promise<End> {
  const colon = address.lastIndexOf(':')
  const socket = connect({
    host: address.slice(0, colon),
    port: Number(address.slice(colon + 1)),
    allowHalfOpen: true,
    noDelay: true,
  })
  cleanups.push(() => socket.destroy())
  await once(socket, 'connect')
  return new End(socket)
}

export async function refuses(address: string): Promise<boolean> {
  try {
    const end = await dial(address)
    end.socket.destroy()
    return false
  } catch {
    return true
  }
}

export interface Line {
  name: string
  listen: string
  /** A new connection through the proxy: its client's end and its upstream's. */
  open(): Promise<{ client: End; upstream: End }>
  addToxic(toxic: object): Promise<any>
  updateToxic(name: string, change: object): Promise<any>
  removeToxic(name: string): Promise<void>
}

/** A proxy in front of an upstream of its own, with these fields beside the usual ones. */
export async function newLine(fields: object = {}): Promise<Line> {
  const accepted: End[] = []
  let arrived = Promise.withResolvers<void>()
  const upstream = await listen((socket) => {
    accepted.push(new End(socket))
    arrived.resolve()
  })
  const name = newName()
  const { listen: address } = await done('POST', '/proxies', {
    name,
    listen: '127.0.0.1:0',
    upstream,
    ...fields,
  })
  const toxics = `/proxies/${name}/toxics`
  return {
    name,
    listen: address,
    async open() {
      arrived = Promise.withResolvers()
      const client = await dial(address)
      if (accepted.length === 0) await arrived.promise
      return { client, upstream: accepted.shift()! }
    },
    addToxic: (toxic) => done('POST', toxics, toxic),
    updateToxic: (toxic, change) => done('PATCH', `${toxics}/${toxic}`, change),
    removeToxic: (toxic) => done('DELETE', `${toxics}/${toxic}`),
  }
}

export function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
