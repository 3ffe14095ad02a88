import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { connect, type Socket } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Inlet } from './inlet.ts'
import { LiveCopy } from './live-copy.ts'
import type { All, Delivery, Hello, Pass, Passed, Piece } from './message.ts'
import { Snapshot } from './snapshot.ts'
import type { Entry } from './tree.ts'
import type { Way } from './ways.ts'

/** So long nothing may come or go before a peer counts as out of reach. */
const SILENCE_MS = 3_000

/** Makes copies of this node's data directory and takes them to a peer: of the next one what has changed since the last. */
export class Sender {
  private readonly secret: string
  private readonly origin = randomBytes(6).toString('hex')
  private readonly data: string
  private readonly snapshot: Snapshot
  private readonly live = new Map<Way, LiveCopy>()
  private isBusy = false

  /** Copies of a data directory, of which snapshots lie in a folder. */
  constructor(secret: string, data: string, folder: string) {
    this.secret = secret
    this.data = data
    this.snapshot = new Snapshot(data, folder)
  }

  async pass(pass: Pass): Promise<Passed> {
    if (this.isBusy) throw new Error('the pass before is under way')
    this.isBusy = true
    try {
      return await this.go(pass)
    } finally {
      this.isBusy = false
    }
  }

  private async go({ to, way, number, spreadMs }: Pass): Promise<Passed> {
    const frozenMs = way === 'snapshot' ? Math.round(this.snapshot.take(number)) : 0
    using peer = await reach(to)
    const delivery: Delivery = { origin: this.origin, number, inPlace: way !== 'snapshot' }
    await tell(peer.socket, { secret: this.secret, ask: 'deliver', ...delivery })
    const { has } = JSON.parse(await peer.inlet.line()) as { has?: number }
    const passed =
      way === 'snapshot'
        ? await this.deliverSnapshot(peer.socket, has ?? 0)
        : await this.deliverLive(peer.socket, this.liveCopy(way), has !== undefined, spreadMs)
    const { error } = JSON.parse(await peer.inlet.line()) as { error?: string }
    if (error !== undefined) throw new Error(error)
    if (way !== 'snapshot') this.liveCopy(way).done()
    return { ...passed, frozenMs }
  }

  private async deliverSnapshot(socket: Socket, has: number): Promise<Delivered> {
    const { entries, changed } = this.snapshot.since(has)
    let bytes = 0
    for (const { path } of changed) bytes += await deliver(socket, this.snapshot.folder, path)
    await tell(socket, namesOf(entries))
    return { files: changed.length, bytes }
  }

  /** The first call takes its time, and the next is as quick as there is little left for it. */
  private async deliverLive(
    socket: Socket,
    live: LiveCopy,
    isKnown: boolean,
    spreadMs: number,
  ): Promise<Delivered> {
    let [files, bytes] = [0, 0]
    live.begin(isKnown)
    for (const [i, call] of live.calls.entries()) {
      const changed = live.look(call)
      for (const { path } of changed) {
        if (i === 0) await pause(socket, spreadMs / changed.length)
        bytes += await deliver(socket, this.data, path)
      }
      files += changed.length
    }
    await tell(socket, namesOf(live.entries))
    return { files, bytes }
  }

  private liveCopy(way: Exclude<Way, 'snapshot'>): LiveCopy {
    const known = this.live.get(way) ?? new LiveCopy(this.data, way)
    this.live.set(way, known)
    return known
  }
}

type Delivered = Omit<Passed, 'frozenMs'>

async function reach({ host, port }: Pass['to']) {
  const socket = connect({ host, port, noDelay: true })
  socket.setTimeout(SILENCE_MS)
  socket.on('timeout', () => socket.destroy(new Error('the peer is silent')))
  await once(socket, 'connect')
  socket.on('error', () => {})
  return { socket, inlet: new Inlet(socket), [Symbol.dispose]: () => socket.destroy() }
}

/** The peer is not silent while it gets nothing. */
async function pause(socket: Socket, ms: number): Promise<void> {
  socket.setTimeout(0)
  await sleep(ms)
  socket.setTimeout(SILENCE_MS)
}

/** Of a file that is gone nothing. */
async function deliver(socket: Socket, root: string, path: string): Promise<number> {
  let content: Buffer
  try {
    content = readFileSync(join(root, path))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return 0
    throw error
  }
  await tell(socket, { path, bytes: content.length })
  await write(socket, content)
  return content.length
}

function tell(socket: Socket, message: Hello | Piece): Promise<void> {
  return write(socket, `${JSON.stringify(message)}\n`)
}

async function write(socket: Socket, data: string | Buffer): Promise<void> {
  if (socket.destroyed) throw socket.errored ?? new Error('the peer broke off')
  if (socket.write(data)) return
  const over = new AbortController()
  const first = (name: string) => once(socket, name, { signal: over.signal })
  await Promise.race([first('drain'), first('close')]).finally(() => over.abort())
}

function namesOf(entries: readonly Entry[]): All {
  const paths = (folders: boolean) =>
    entries.filter(({ isFolder }) => isFolder === folders).map(({ path }) => path)
  return { folders: paths(true), files: paths(false) }
}
