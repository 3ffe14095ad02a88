import { once } from 'node:events'
import { createServer, type Socket } from 'node:net'
import { createInterface } from 'node:readline'
import { ClientSession } from './client-session.ts'
import type { Core } from './core.ts'

/** The first line of whoever comes: a client says which server it is at, and the harness asks whether it is let in. */
export interface Hello {
  secret: string
  ping?: true
  home?: string
  isolation?: string
}

/** Lets clients in, once nothing is in doubt any more. */
export async function openDoor(core: Core, isReady: () => boolean): Promise<void> {
  const { host, port } = core.config
  const server = createServer({ noDelay: true }, (socket) => {
    socket.on('error', () => {})
    welcome(core, socket, isReady)
      .catch((error: unknown) => core.tell(`a session ended: ${String(error)}`))
      .finally(() => socket.destroy())
  })
  server.listen(port, host)
  await once(server, 'listening')
}

async function welcome(core: Core, socket: Socket, isReady: () => boolean): Promise<void> {
  const reader = createInterface({ input: socket })
  socket.once('close', () => reader.close())
  const lines = reader[Symbol.asyncIterator]()
  const first = await lines.next()
  if (first.done) return
  const { secret, ping, home, isolation = 'read committed' } = JSON.parse(first.value) as Hello
  if (secret !== core.config.secret) return
  const at = core.config.servers.find(({ name }) => name === home)
  if (ping || at === undefined || !isReady())
    return void socket.end(`${JSON.stringify({ ready: isReady() })}\n`)
  socket.write(`${JSON.stringify({ ready: true })}\n`)
  await new ClientSession(core, at, isolation).serve(socket, lines)
}
