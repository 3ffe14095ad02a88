/** A server that answers PostgreSQL's protocol and does nothing, in a process of its own; it tells its port. */
import { once } from 'node:events'
import { createServer, type AddressInfo } from 'node:net'
import { Answers } from './answers.ts'

process.once('disconnect', () => process.exit())
const server = createServer({ noDelay: true }, (socket) => {
  const answers = new Answers()
  socket.on('error', () => socket.destroy())
  socket.on('data', (data) => {
    const said = answers.to(data)
    if (said.length > 0) socket.write(said)
  })
})
server.listen({ host: '127.0.0.1', port: 0 })
await once(server, 'listening')
process.send!((server.address() as AddressInfo).port)
