import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer, type Socket } from 'node:net'
import { Inlet } from './inlet.ts'
import type { Hello } from './message.ts'
import { Mirrors } from './mirrors.ts'
import { Sender } from './sender.ts'

interface Config {
  host: string
  port: number
  secret: string
}

const [, , configFile] = process.argv
process.umask(0o077)
// Whoever ends it must not do so while it keeps the server from going on.
process.on('SIGTERM', () => process.exit(0))

const { host, port, secret } = JSON.parse(readFileSync(configFile, 'utf8')) as Config
const mirrors = new Mirrors('data', 'mirrors')
const sender = new Sender(secret, 'data', 'snapshot')

const server = createServer({ noDelay: true }, (socket) => {
  socket.on('error', () => {})
  answer(socket)
    .catch((error: unknown) => {
      console.log(`mirror: ${String(error)}`)
      say(socket, { error: String(error) })
    })
    .finally(() => socket.end())
})
server.listen(port, host)
await once(server, 'listening')

async function answer(socket: Socket): Promise<void> {
  const inlet = new Inlet(socket)
  const hello = JSON.parse(await inlet.line()) as Hello
  if (hello.secret !== secret) throw new Error('wrong secret')
  switch (hello.ask) {
    case 'ping':
      return say(socket, {})
    case 'release':
      return say(socket, { number: mirrors.release() })
    case 'pass': {
      const passed = await sender.pass(hello)
      console.log(`mirror: copy ${hello.number} was received: ${JSON.stringify(passed)}`)
      return say(socket, passed)
    }
    case 'deliver':
      say(socket, { has: mirrors.lastOf(hello.origin) })
      await mirrors.take(inlet, hello)
      console.log(`mirror: received copy ${hello.number}`)
      return say(socket, {})
  }
}

function say(socket: Socket, message: object): void {
  socket.write(`${JSON.stringify(message)}\n`)
}
