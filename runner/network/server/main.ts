import { parseArgs } from 'node:util'
import { startServer } from './server.ts'

const { values } = parseArgs({
  options: {
    host: { type: 'string', default: '127.0.0.1' },
    port: { type: 'string', default: '8474' },
  },
})

const server = await startServer({ host: values.host, port: Number(values.port) })
console.log(`Toxiproxy API on ${server.url}`)
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => server.close())
