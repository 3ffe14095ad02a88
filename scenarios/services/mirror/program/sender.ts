import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { connect, type Socket } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Inlet } from './inlet.ts'
import { LiveCopy } from './live-copy.ts'
import type { Delivery, Hello, Pass, Passed, Piece } from './message.ts'
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
    const isLive = way !== 'snapshot'
    const frozenMs = isLive ? 0 : this.snapshot.take(number)
    using peer = await reach(to)
    const delivery: Delivery = { origin: this.origin, number, inPlace: isLive }
    const hello: Hello = { secret: this.secret, ask: 'deliver', ...delivery }
    await tell(peer.socket, hello)
    const { has } = JSON.parse(await peer.inlet.line()) as { has?: number }
    const live = this.liveCopy(way)
    const { entries, changed } = isLive
      ? live.look(has !== undefined)
      : this.snapshot.since(has ?? 0)
    const root = isLive ? this.data : this.snapshot.folder
    let bytes = 0
    for (const { path } of changed) {
      if (isLive) await sleep(spreadMs / changed.length)
      bytes += await deliver(peer.socket, root, path)
    }
    await tell(peer.socket, { folders: paths(entries, true), files: paths(entries, false) })
    const { error } = JSON.parse(await peer.inlet.line()) as { error?: string }
    if (error !== undefined) throw new Error(error)
    if (isLive) live.done()
    return { files: changed.length, bytes, frozenMs: Math.round(frozenMs) }
  }

  private liveCopy(way: Way): LiveCopy {
    const known = this.live.get(way) ?? new LiveCopy(this.data, way)
    this.live.set(way, known)
    return known
  }
}

async function reach({ host, port }: Pass['to']) {
  const socket = connect({ host, port, noDelay: true })
  socket.setTimeout(SILENCE_MS, () => socket.destroy(new Error('the peer is silent')))
  await once(socket, 'connect')
  socket.on('error', () => {})
  return { socket, inlet: new Inlet(socket), [Symbol.dispose]: () => socket.destroy() }
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

function paths(entries: readonly Entry[], folders: boolean): string[] {
  return entries.filter(({ isFolder }) => isFolder === folders).map(({ path }) => path)
}
